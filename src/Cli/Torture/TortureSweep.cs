using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>Which of a task's points are tried: every request, or some of them.</summary>
internal readonly record struct TortureRange(ulong From, ulong Stride, ulong Limit);

/// <summary>A point at which something went wrong.</summary>
internal readonly record struct TortureFailure(ulong Nth, bool Onward, string Wrong);

/// <summary>One script with its requests failing one by one: each alone, then each with all that follow.</summary>
internal sealed class TortureSweep
{
    private TortureSweep(string name, ulong requests) => (Name, Requests) = (name, requests);

    internal string Name { get; }

    /// <summary>How many the task makes when none fails.</summary>
    internal ulong Requests { get; }

    /// <summary>Points tried.</summary>
    internal ulong Points { get; private set; }

    internal List<TortureFailure> Failures { get; } = [];

    /// <summary>Throws <see cref="LuaFault"/> for a script that cannot be used.</summary>
    internal static TortureSweep Of(TortureScript script, TortureRange range)
    {
        var task = new TortureTask(script);
        var sweep = new TortureSweep(script.Name, task.Measure());
        sweep.Try(task, range, onward: false);
        sweep.Try(task, range, onward: true);
        return sweep;
    }

    /// <summary>Ends with the first point that the task does not reach.</summary>
    private void Try(TortureTask task, TortureRange range, bool onward)
    {
        var nth = range.From;
        for (ulong tried = 0; tried < range.Limit; tried++, nth += range.Stride)
        {
            var plan = new FaultPlan(nth, onward);
            var wrong = task.Run(plan);
            if (wrong is null && !plan.Reached) return;
            Points++;
            if (wrong is not null) Failures.Add(new TortureFailure(nth, onward, wrong));
            if (!plan.Reached) return;
        }
    }
}
