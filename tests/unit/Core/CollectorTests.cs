using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Tests.Core;

internal sealed class CollectorTests
{
    [Test]
    public void Collecting_frees_what_nothing_holds()
    {
        var vm = Scripts.Open();
        Assert.That(vm.Collect(GcOperation.Stop, 0, out _), Is.EqualTo(Status.Ok));
        vm.Run("for i = 1, 1000 do local t = {i} end");
        Assert.That(vm.Collect(GcOperation.Restart, 0, out _), Is.EqualTo(Status.Ok));
        Assert.That(vm.Collect(GcOperation.Collect, 0, out var freed), Is.EqualTo(Status.Ok));
        Assert.That(freed, Is.GreaterThan(50_000));
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void A_mode_answers_with_the_one_before()
    {
        var vm = Scripts.Open();
        vm.Collect(GcOperation.Generational, 0, out var first);
        vm.Collect(GcOperation.Incremental, 0, out var second);
        Assert.That((first, second), Is.EqualTo(((long)GcOperation.Incremental, (long)GcOperation.Generational)));
        vm.Free();
    }

    [Test]
    public void Steps_end_a_cycle_in_the_end()
    {
        var vm = Scripts.Open();
        long ended = 0;
        for (var i = 0; i < 10_000 && ended == 0; i++) vm.Collect(GcOperation.Step, 1, out ended);
        Assert.That(ended, Is.EqualTo(1));
        vm.Free();
    }

    [Test]
    public void KeraLua_looks_at_our_engine_and_not_at_its_own()
    {
        var status = 0;
        var options = new ShimOptions { Profile = 2, MemoryBytes = 1 << 20, MemorySoftBytes = 1 << 19 };
        nint native;
        unsafe
        {
            native = NativeMethods.shim_vm_open(&options, &status);
        }
        var view = StateView.Of(NativeMethods.shim_vm_state(native));
        Assert.That(view.GetTop(), Is.Zero);
        Assert.That(view.Status, Is.EqualTo(KeraLua.LuaStatus.OK));
        Assert.That(view.GarbageCollector(KeraLua.LuaGC.Count, 0), Is.InRange(10, 24));
        NativeMethods.shim_vm_close(native);
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Not.Contain("liblua54"));
    }

    [Test]
    public void Free_at_any_moment_of_an_endless_collection_stops_it()
    {
        for (var i = 0; i < 300; i++)
        {
            var vm = Scripts.Open(new Limits { WallMs = Quantity.Unlimited }, Profile.Trusted);
            vm.Run("setmetatable({}, {__gc = function() while true do end end})");
            var ready = 0;
            var run = Task.Factory.StartNew(() =>
            {
                Volatile.Write(ref ready, 1);
                while (Volatile.Read(ref ready) != 2) { }
                return vm.Collect(GcOperation.Collect, 0, out _);
            }, TaskCreationOptions.LongRunning);
            while (Volatile.Read(ref ready) != 1) { }
            Volatile.Write(ref ready, 2);
            Thread.SpinWait(i % 200);
            vm.Free();
            Assert.That(run.Wait(TimeSpan.FromMinutes(1)), Is.True, $"round {i}: the collection ran on after Free");
        }
    }
}
