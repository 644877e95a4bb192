using System.Runtime.CompilerServices;

namespace LuaVm.Client;

/// <summary>An answer that a host function owes its run.</summary>
internal class Pending(Task task)
{
    public Task Task => task;

    /// <summary>What the task gave, as values.</summary>
    public virtual LuaValue[] Answer() => [];

    /// <summary>The elements of a tuple.</summary>
    public static LuaValue[] Values(ITuple several)
    {
        var values = new LuaValue[several.Length];
        for (var i = 0; i < values.Length; i++) values[i] = LuaValue.From(several[i]);
        return values;
    }
}

/// <summary>Likewise, with a value.</summary>
internal sealed class Pending<T>(Task<T> task) : Pending(task)
{
    public override LuaValue[] Answer() =>
        task.Result is ITuple several ? Values(several) : [LuaValue.From(task.Result)];
}
