using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Cli.Attacks;

/// <summary>What a run of attacks was asked for.</summary>
internal sealed record AttackSettings
{
    /// <summary>Zero limits were not given.</summary>
    internal required Limits Given { get; init; }

    internal required Profile Profile { get; init; }

    /// <summary>Null: the services that a script needs, as far as they are to be had without one.</summary>
    internal required Policy? Policy { get; init; }

    internal required ulong OverrunMs { get; init; }
    internal required bool Verbose { get; init; }

    /// <summary>A script's limits: the given ones, else those it was written for.</summary>
    internal Limits LimitsOf(AttackHeader header) => Given.Over(header.Reference);

    /// <summary>What to make the VMs of one script with.</summary>
    /// <param name="limits">Its limits.</param>
    /// <param name="needs">The module that it attacks; null: none.</param>
    internal VmOptions OptionsOf(in Limits limits, string? needs)
    {
        var options = new VmOptions { Profile = Profile, Limits = limits };
        return Policy?.Apply(options) ?? options with { Services = AttackServices.For(needs) };
    }

    /// <summary>What was asked of the network though nobody allowed it; null: nothing, or a policy may have.</summary>
    internal string? TakeBreach() => AttackServices.TakeBreach() is { } breach && Policy is null ? breach : null;

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
