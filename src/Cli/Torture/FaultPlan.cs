using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>
/// The request that fails in one run of a task, counted over its steps alone: what is looked at between them is neither
/// counted nor made to fail.
/// </summary>
internal sealed class FaultPlan(ulong nth, bool onward)
{
    internal ulong Nth => nth;

    internal bool Onward => onward;

    /// <summary>Made so far by the steps.</summary>
    internal ulong Requests { get; private set; }

    internal bool Reached => Requests >= nth;

    internal T During<T>(Func<T> step)
    {
        var next = !Reached ? nth - Requests : onward ? 1 : Faults.Never;
        Faults.Arm(next, onward);
        try
        {
            return step();
        }
        finally
        {
            Requests += Faults.Disarm();
        }
    }
}
