using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class VmTests
{
    private const ulong Mebi = 1UL << 20;

    private ulong _heldBefore;

    [SetUp]
    public void Remember() => _heldBefore = VmProcess.Memory().Used;

    [TearDown]
    public void Nothing_is_left() => Assert.That(VmProcess.Memory().Used, Is.EqualTo(_heldBefore));

    [TestCase("return 6 * 7", Status.Ok, "")]
    [TestCase("x = = 1", Status.Syntax, "test:1:")]
    [TestCase("error('boom')", Status.Runtime, "test:1: boom")]
    [TestCase("string.x = 1", Status.Sandbox, "read-only")]
    public void A_script_ends_as_it_should(string source, Status status, string message)
    {
        var vm = Scripts.Open();
        var outcome = vm.Run(source);
        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(outcome.Message, Does.Contain(message));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void Eval_over_memory_limit_is_memory_and_the_vm_still_answers()
    {
        var vm = Scripts.Open(new Limits { MemoryBytes = 2 * Mebi });
        var outcome = vm.Run("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end");
        Assert.That(outcome.Status, Is.EqualTo(Status.Memory));
        Assert.That(outcome.Message, Does.Contain("2 MiB"));
        Assert.That(outcome.Usage.MemoryPeakBytes, Is.LessThanOrEqualTo(2 * Mebi));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void Eval_over_wall_time_is_timeout_with_a_traceback()
    {
        var vm = Scripts.Open(new Limits { WallMs = 30 });
        var outcome = vm.Run("while true do pcall(function() while true do end end) end");
        Assert.That(outcome.Status, Is.EqualTo(Status.Timeout));
        Assert.That(outcome.Message, Does.Contain("30 ms"));
        Assert.That(outcome.Traceback, Does.Contain("test:1"));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void Eval_over_fuel_is_fuel_and_counts_what_it_spent()
    {
        var vm = Scripts.Open();
        var outcome = vm.Run("for i = 1, 1e9 do end", new Limits { Fuel = 10_000 });
        Assert.That(outcome.Status, Is.EqualTo(Status.Fuel));
        Assert.That(outcome.Message, Does.Contain("10,000"));
        Assert.That(outcome.Usage.Fuel, Is.InRange(10_000, 10_010));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void Output_and_result_over_their_limits_say_which()
    {
        var vm = Scripts.Open();
        var printed = vm.Run("while true do print('x') end", new Limits { OutputBytes = 2_048 });
        var returned = vm.Run("return ('x'):rep(10000)", new Limits { ResultBytes = 4_096 });
        Assert.That((printed.Status, returned.Status), Is.EqualTo((Status.Output, Status.Output)));
        Assert.That(printed.Message, Does.StartWith("output limit of 2 KiB"));
        Assert.That(returned.Message, Does.StartWith("result limit of 4 KiB"));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void A_second_thread_is_busy_and_an_interrupt_cancels()
    {
        var vm = Scripts.Open();
        var running = vm.StartEndless();
        Assert.That(vm.Run("return 1").Status, Is.EqualTo(Status.Busy));
        Assert.That(vm.Reset(), Is.EqualTo(Status.Busy));
        Assert.That(vm.Collect(GcOperation.Collect, 0, out _), Is.EqualTo(Status.Busy));
        vm.Interrupt();
        Assert.That(running.Result.Status, Is.EqualTo(Status.Cancelled));
        Assert.That(running.Result.Message, Does.Contain("interrupted"));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void A_vm_freed_while_it_runs_closes_its_eval_and_goes()
    {
        var vm = Scripts.Open();
        var running = vm.StartEndless();
        Assert.That(vm.Free(), Is.True);
        Assert.That(running.Result.Status, Is.EqualTo(Status.Closed));
        Assert.That(vm.Free(), Is.False);
        Assert.That(vm.Run("return 1").Status, Is.EqualTo(Status.Handle));
    }

    [Test]
    public void An_interrupt_of_an_idle_vm_is_forgotten()
    {
        var vm = Scripts.Open();
        vm.AssertAnswers();
        vm.Interrupt();
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void Reset_starts_over_with_the_same_limits()
    {
        var vm = Scripts.Open(new Limits { MemoryBytes = 4 * Mebi });
        var idle = vm.Memory().UsedBytes;
        vm.Run("keep = {} for i = 1, 1000 do keep[i] = {} end");
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        Assert.That(vm.Memory().UsedBytes, Is.EqualTo(idle).Within(256));
        Assert.That(vm.Memory().LimitBytes, Is.EqualTo(4 * Mebi));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void The_peak_of_system_bytes_stays_until_a_reset()
    {
        var vm = Scripts.Open(new Limits { MemoryBytes = 4 * Mebi });
        var idle = vm.SystemPeakBytes();
        Assert.That(idle, Is.EqualTo(vm.Memory().SystemBytes));
        vm.Run("local s = ('x'):rep(2 << 20)");
        vm.Collect(GcOperation.Collect, 0, out _);
        Assert.That(vm.Memory().SystemBytes, Is.LessThan(Mebi));
        Assert.That(vm.SystemPeakBytes(), Is.InRange(2 * Mebi, 4 * Mebi + 65_536));
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        Assert.That(vm.SystemPeakBytes(), Is.EqualTo(idle));
        vm.Free();
        Assert.That(vm.SystemPeakBytes(), Is.Zero);
    }

    [Test]
    public void Spent_figures_are_those_of_the_script()
    {
        var vm = Scripts.Open();
        var first = vm.Run("local n = 0 for i = 1, 1000 do n = n + i end return n");
        var second = vm.Run("local n = 0 for i = 1, 1000 do n = n + i end return n");
        Assert.That(first.Integer, Is.EqualTo(500_500));
        Assert.That(second.Usage.Fuel, Is.EqualTo(first.Usage.Fuel).And.GreaterThanOrEqualTo(1_000));
        Assert.That(first.Usage.WallNs, Is.Positive);
        vm.Free();
    }

    [Test]
    public void Eval_with_too_little_stack_is_unsupported_and_not_counted()
    {
        var vm = Scripts.Open();
        var before = VmProcess.EvalTotal;
        Outcome? outcome = null;
        var thread = new Thread(() => outcome = vm.Run("return 1"), 384 * 1024);
        thread.Start();
        thread.Join();
        vm.Free();
        Assert.That(outcome!.Status, Is.EqualTo(Status.Unsupported));
        Assert.That(VmProcess.EvalTotal, Is.EqualTo(before));
    }
}
