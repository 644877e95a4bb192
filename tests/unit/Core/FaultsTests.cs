using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class FaultsTests
{
    [TearDown]
    public void Disarm() => Faults.Disarm();

    [Test]
    public void A_request_that_is_never_reached_is_counted_alone()
    {
        var vm = Scripts.Open();
        Faults.Arm(Faults.Never, onward: false);
        vm.AssertAnswers();
        Assert.That(Faults.Disarm(), Is.GreaterThan(1));
        vm.AssertAnswers();
        Assert.That(Faults.Disarm(), Is.Zero);
        vm.Free();
    }

    [Test]
    public void A_vm_that_cannot_be_made_leaves_its_place_to_the_next()
    {
        var (count, bytes) = (VmProcess.VmCount, VmProcess.Memory().Used);
        Faults.Arm(1, onward: false);
        Assert.That(Assert.Throws<LuaFault>(() => Scripts.Open())!.Status, Is.EqualTo(Status.Memory));
        Faults.Disarm();
        Assert.That((VmProcess.VmCount, VmProcess.Memory().Used), Is.EqualTo((count, bytes)));
        Scripts.Open().Free();
    }

    [Test]
    public void A_failed_reset_leaves_no_state_until_one_succeeds()
    {
        var vm = Scripts.Open();
        Faults.Arm(1, onward: true);
        Assert.That(vm.Reset(), Is.EqualTo(Status.Memory));
        Faults.Disarm();
        Assert.That(vm.Run("return 1").Status, Is.EqualTo(Status.Closed));
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void A_kill_has_its_message_also_without_memory_for_it()
    {
        var vm = Scripts.Open();
        const string Source = "local function f(n) if n > 0 then return f(n - 1) + 1 end return ('x'):rep(1 << 20) end "
            + "local function function_with_a_long_name(n) return n == 0 and f(9) or function_with_a_long_name(n - 1) + 1 end "
            + "return function_with_a_long_name(40)";
        vm.Run(Source);
        Faults.Arm(Faults.Never, onward: false);
        vm.Run(Source);
        var requests = Faults.Disarm();
        for (var nth = 2UL; nth <= requests; nth++)
        {
            Faults.Arm(nth, onward: true);
            var outcome = vm.Run(Source);
            Faults.Disarm();
            if (outcome.Status == Status.Memory) Assert.That(outcome.Message, Does.Contain("memory"));
        }
        vm.Free();
    }

    [Test]
    public void Other_threads_are_not_touched()
    {
        var vm = Scripts.Open();
        Faults.Arm(1, onward: true);
        Task.Factory.StartNew(vm.AssertAnswers, CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Wait();
        Assert.That(Faults.Disarm(), Is.Zero);
        vm.Free();
    }
}
