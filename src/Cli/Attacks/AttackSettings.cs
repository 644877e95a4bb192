using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Cli.Attacks;

/// <summary>What a run of attacks was asked for.</summary>
internal sealed record AttackSettings
{
    /// <summary>Zero limits were not given.</summary>
    internal required Limits Given { get; init; }

    internal required Profile Profile { get; init; }

    /// <summary>Null: no services.</summary>
    internal required Policy? Policy { get; init; }

    internal required ulong OverrunMs { get; init; }
    internal required bool Verbose { get; init; }

    /// <summary>A script's limits: the given ones, else those it was written for.</summary>
    internal Limits LimitsOf(AttackHeader header) => Given.Over(header.Reference);

    /// <summary>What to make a VM with.</summary>
    internal VmOptions OptionsOf(in Limits limits)
    {
        var options = new VmOptions { Profile = Profile, Limits = limits };
        return Policy?.Apply(options) ?? options;
    }

    /// <summary>
    /// How a script may end under <paramref name="limits"/>: as its header says, at a limit that is tighter than the
    /// one it was written for, and for want of what the locked profile leaves out.
    /// </summary>
    internal IReadOnlyList<Status> Allowed(IEnumerable<Status> expected, in Limits limits, in Limits reference)
    {
        var allowed = expected.ToList();
        AddIf(limits.WallMs < reference.WallMs, Status.Timeout);
        AddIf(limits.MemoryBytes < reference.MemoryBytes, Status.Memory);
        AddIf(limits.Fuel < reference.Fuel, Status.Fuel);
        AddIf(Profile == Profile.Locked, Status.Runtime);
        return allowed;

        void AddIf(bool tighter, Status status)
        {
            if (tighter && !allowed.Contains(status)) allowed.Add(status);
        }
    }
}
