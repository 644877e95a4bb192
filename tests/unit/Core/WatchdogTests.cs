using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class WatchdogTests
{
    [Test]
    public void Vms_with_different_deadlines_each_end_at_their_own()
    {
        ulong[] limits = [80, 5, 40, 20];
        var vms = limits.Select(ms => Scripts.Open(new Limits { WallMs = ms })).ToArray();
        var runs = vms.Select(vm => Task.Factory.StartNew(() => vm.Run("while true do end"), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        for (var i = 0; i < runs.Length; i++)
        {
            Assert.That(runs[i].Result.Status, Is.EqualTo(Status.Timeout));
            Assert.That(runs[i].Result.Usage.WallNs / 1_000_000, Is.GreaterThanOrEqualTo(limits[i]));
        }
        foreach (var vm in vms) vm.Free();
    }

    [Test]
    public void A_shorter_limit_after_a_longer_one_is_kept()
    {
        var vm = Scripts.Open(new Limits { WallMs = 3_600_000 });
        vm.AssertAnswers();
        Assert.That(vm.Run("while true do end", new Limits { WallMs = 10 }).Status, Is.EqualTo(Status.Timeout));
        vm.Free();
    }

    [Test]
    public void Thousands_of_short_evals_outlive_the_deadlines_of_those_before()
    {
        var vm = Scripts.Open(new Limits { WallMs = 2_000 });
        Assert.That(vm.Run("while true do end", new Limits { WallMs = 1 }).Status, Is.EqualTo(Status.Timeout));
        for (var i = 0; i < 20_000; i++) Assert.That(vm.Run("return 2").Status, Is.EqualTo(Status.Ok));
        vm.Free();
    }

    [Test]
    public void A_vm_freed_while_watched_is_forgotten()
    {
        for (var i = 0; i < 200; i++)
        {
            var vm = Scripts.Open(new Limits { WallMs = 1 });
            vm.Run("return 1");
            vm.Free();
            Assert.That(vm.Clock.WatchedAt, Is.EqualTo(Watchdog.Never));
        }
    }

    [Test]
    public void Stops_from_all_sides_hit_the_running_eval_or_nothing()
    {
        var vm = Scripts.Open(new Limits { WallMs = 1 });
        var done = false;
        var other = Task.Factory.StartNew(() =>
        {
            while (!Volatile.Read(ref done)) vm.Interrupt();
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var i = 0; i < 3_000; i++)
        {
            var status = vm.Run("for i = 1, 100 do end return 1").Status;
            Assert.That(status, Is.AnyOf(Status.Ok, Status.Cancelled, Status.Timeout));
        }
        Volatile.Write(ref done, true);
        other.Wait();
        Assert.That(vm.Run("return 3", new Limits { WallMs = 60_000 }).Integer, Is.EqualTo(3));
        vm.Free();
    }
}
