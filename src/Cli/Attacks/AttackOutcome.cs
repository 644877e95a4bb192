using LuaVm.Core;

namespace LuaVm.Cli.Attacks;

/// <summary>What came of one attack.</summary>
internal sealed class AttackOutcome(string name)
{
    private readonly List<string> _reasons = [];

    internal string Name { get; } = name;

    /// <summary>How it may end; empty where the header is bad.</summary>
    internal IReadOnlyList<Status> Allowed { get; set; } = [];

    /// <summary>How it ended; null where it never ran.</summary>
    internal Answer? Answer { get; set; }

    /// <summary>Time past the wall-time limit.</summary>
    internal double OverrunMs { get; set; }

    /// <summary>Most that its VM has held from the system.</summary>
    internal ulong PeakBytes { get; set; }

    internal bool Passed => _reasons.Count == 0;

    /// <summary>Why it failed; null where it passed.</summary>
    internal string? Reason => Passed ? null : string.Join("; ", _reasons);

    internal void Fail(string reason) => _reasons.Add(reason);
}
