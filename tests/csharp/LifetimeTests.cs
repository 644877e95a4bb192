using System.Runtime.CompilerServices;

namespace LuaVm.Client.Tests;

[NonParallelizable]
public sealed class LifetimeTests
{
    [Test]
    public void A_result_outlives_its_VM()
    {
        var vm = new Vm();
        using var result = vm.Eval("return {name = 'Ada'}");
        vm.Dispose();
        Assert.That(result.Value.AsTable()["name"].AsString(), Is.EqualTo("Ada"));
    }

    [Test]
    public void Views_of_a_result_that_is_disposed_of_are_refused()
    {
        using var vm = new Vm();
        var result = vm.Eval("return 'text', {1, x = 2}, 42");
        var (text, table, number) = (result.Values[0], result.Values[1].AsTable(), result.Values[2]);
        var values = result.Values;
        result.Dispose();
        result.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => text.AsString(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => text.Bytes.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => text.ToObject(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => text.ToString(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => table["x"], Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => table[1], Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => table.ToArray(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => values[0], Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => result.Output, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => result.ToObject(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => result.Values, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(number.AsInt64(), Is.EqualTo(42));
            Assert.That(result.Status, Is.EqualTo(LuaStatus.Ok));
        });
    }

    [Test]
    public void A_VM_that_is_disposed_of_is_closed()
    {
        var vm = new Vm();
        vm.Dispose();
        vm.Dispose();
        Assert.That(() => vm.Eval("return 1"), Throws.TypeOf<ClosedException>());
        Assert.That(() => vm.Memory, Throws.TypeOf<ClosedException>());
        Assert.That(vm.Interrupt, Throws.TypeOf<ClosedException>());
        Assert.That(vm.Reset, Throws.TypeOf<ClosedException>());
        Assert.That(() => vm.Gc.Collect(), Throws.TypeOf<ClosedException>());
        Assert.That(vm.TryEval("return 1", out var result), Is.False);
        Assert.That(result.Status, Is.EqualTo(LuaStatus.Closed));
    }

    [Test]
    public void Forgotten_VMs_and_results_are_freed_by_finalizers()
    {
        var before = LuaVmProcess.Statistics;
        Forget(50);
        var forgotten = LuaVmProcess.Statistics;
        Assert.That(forgotten.VmTotal - before.VmTotal, Is.EqualTo(50));
        Assert.That(SpinWait.SpinUntil(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return LuaVmProcess.Statistics is var now && now.VmCount <= before.VmCount && now.BlockCount <= before.BlockCount;
        }, 60_000), () => LuaVmProcess.Statistics.ToString());
    }

    [Test]
    public void A_result_in_use_survives_collections()
    {
        using var vm = new Vm();
        using var result = vm.Eval("local t = {} for i = 1, 2000 do t[i] = 'item ' .. i end return t");
        var items = result.Value.AsTable().Items;
        for (var i = 0; i < items.Count; i++)
        {
            if (i % 100 == 0) GC.Collect();
            Assert.That(items[i].AsString(), Is.EqualTo($"item {i + 1}"));
        }
    }

    [Test]
    public void A_view_alone_keeps_its_result_alive()
    {
        using var vm = new Vm();
        var value = Only(vm);
        Forget(5);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(value.AsString(), Is.EqualTo("still here"));
    }

    [Test]
    public void Collections_beside_a_running_script_stop_neither()
    {
        using var vm = new Vm();
        using var endless = new Endless(vm);
        for (var i = 0; i < 50; i++)
        {
            GC.Collect();
            GC.KeepAlive(new byte[1 << 16]);
        }
        vm.Interrupt();
        Assert.That(endless.Join(), Is.TypeOf<CancelledException>());
    }

    [Test]
    public void Disposing_while_others_read_is_refused_or_read_never_both()
    {
        using var vm = new Vm();
        for (var round = 0; round < 100; round++)
        {
            var result = vm.Eval("local t = {} for i = 1, 300 do t[i] = ('x'):rep(100) end return t");
            var reader = new Thread(() =>
            {
                try
                {
                    foreach (var item in result.Value.AsTable().Items)
                        if (item.AsBytes().Length != 100)
                            throw new InvalidDataException();
                }
                catch (ObjectDisposedException)
                {
                }
            });
            reader.Start();
            if (round % 2 == 0) Thread.Yield();
            result.Dispose();
            Assert.That(reader.Join(60_000));
        }
    }

    // A method of its own: what it made is not kept alive by the caller's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (var i = 0; i < count; i++) new Vm().Eval("return {'x'}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LuaValue Only(Vm vm) => vm.Eval("return 'still ' .. 'here'").Value;
}
