using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace LuaVm.Client.Tests;

/// <summary>Values at random, from a fixed seed; what fails is made small.</summary>
public sealed class PropertyTests
{
    private Vm vm = null!;
    private LuaFunction same = null!;

    [OneTimeSetUp]
    public void Make()
    {
        vm = new Vm(new VmOptions { MemoryLimit = 64 << 20 });
        same = vm.Load("return ...");
        vm.Register("same", call => call.Return(call[0]));
        vm.Register("object", (object? value) => value);
    }

    [OneTimeTearDown]
    public void End()
    {
        same.Dispose();
        vm.Dispose();
    }

    [Test]
    public void Every_scalar_comes_out_as_it_went_in_to_the_last_bit() => Holds(choices =>
    {
        var value = RandomValue.Scalar(choices);
        using var result = same.Call(LuaValue.From(value));
        return value switch
        {
            double number => BitConverter.DoubleToInt64Bits(result.Value.AsDouble()) == BitConverter.DoubleToInt64Bits(number)
                && result.Value.Type == LuaType.Number,
            long integer => result.Value.Type == LuaType.Integer && result.Value.AsInt64() == integer,
            byte[] bytes => result.Value.Bytes.SequenceEqual(bytes),
            var other => Equals(result.Value.ToObject(), other),
        };
    });

    [Test]
    public void Every_table_comes_out_as_it_went_in_shared_and_cyclic() => Holds(choices =>
    {
        var value = RandomValue.Table(choices);
        using var result = same.Call(LuaValue.From(value));
        return SameValue.Holds(value, result.Value.ToObject());
    });

    [Test]
    public void Every_table_goes_in_again_from_the_result_it_came_out_in() => Holds(choices =>
    {
        var value = RandomValue.Table(choices);
        using var first = same.Call(LuaValue.From(value));
        using var again = same.Call(first.Value, first.Value);
        var both = (object?[])again.ToObject()!;
        return ReferenceEquals(both[0], both[1]) && SameValue.Holds(value, both[0]);
    });

    [Test]
    public void Every_table_goes_to_another_VM_as_it_is()
    {
        using var other = new Vm(new VmOptions { MemoryLimit = 64 << 20 });
        using var there = other.Load("return ...");
        Holds(choices =>
        {
            var value = RandomValue.Table(choices);
            using var first = same.Call(LuaValue.From(value));
            using var second = there.Call(first.Value);
            return SameValue.Holds(value, second.Value.ToObject());
        });
    }

    [Test]
    public void Every_table_passes_through_globals() => Holds(choices =>
    {
        var value = RandomValue.Table(choices);
        vm.Globals["value"] = value;
        return SameValue.Holds(value, vm.Globals["value"]);
    });

    [Test]
    public void Every_table_passes_through_host_functions_both_ways()
    {
        using var view = vm.Load("return same(...)");
        using var copy = vm.Load("return object(...)");
        Holds(choices =>
        {
            var value = RandomValue.Table(choices);
            return SameValue.Holds(value, view.Call<object>(LuaValue.From(value)))
                && SameValue.Holds(value, copy.Call<object>(LuaValue.From(value)));
        });
    }

    [Test]
    public void Every_table_is_the_same_through_a_view() => Holds(choices =>
    {
        var value = RandomValue.Table(choices);
        using var view = same.Call<LuaTableView>(LuaValue.From(value));
        return SameValue.Holds(value, view!.ToObject());
    });

    [Test]
    public void A_comparison_that_finds_everything_the_same_would_prove_nothing()
    {
        var shared = new List<object?> { 1L };
        Assert.That(SameValue.Holds(new List<object?> { 1L }, new List<object?> { 2L }), Is.False);
        Assert.That(SameValue.Holds(new List<object?> { -0.0 }, new List<object?> { 0.0 }), Is.False);
        Assert.That(SameValue.Holds(new List<object?> { 1.0 }, new List<object?> { 1L }), Is.False);
        Assert.That(SameValue.Holds(new List<object?> { "1" }, new List<object?> { 1L }), Is.False);
        Assert.That(SameValue.Holds(new List<object?> { shared, shared },
                                    new List<object?> { new List<object?> { 1L }, new List<object?> { 1L } }), Is.False);
        Assert.That(SameValue.Holds(new List<object?> { new List<object?> { 1L }, new List<object?> { 1L } },
                                    new List<object?> { shared, shared }), Is.False);
        Assert.That(SameValue.Holds(new List<object?> { 1L, null, 3L }, new Dictionary<object, object?> { [1L] = 1L, [3L] = 3L }));
        using var changed = vm.Load("local t = ... local k = next(t) if k then t[k] = 'changed' end return t");
        Assert.That(() => Holds(choices =>
        {
            var value = RandomValue.Table(choices);
            return SameValue.Holds(value, changed.Call<object>(LuaValue.From(value)));
        }), Throws.Exception.With.Message.Contains("Falsifiable"));
    }

    private static void Holds(Func<int[], bool> property)
    {
        var replay = new Replay(new Rnd(20260101UL), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120).WithReplay(FSharpOption<Replay>.Some(replay));
        var choices = Arb.From(Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);
        Check.One(config, Prop.ForAll(choices, property).Label("the value that these choices make"));
    }
}
