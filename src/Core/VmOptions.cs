using LuaVm.Core.Services;

namespace LuaVm.Core;

/// <summary>What a VM is made with: luavm_vm_options without its envelope.</summary>
public readonly record struct VmOptions
{
    private const ulong DefaultServiceMs = 30_000;

    public Profile Profile { get; init; }
    public Preset Preset { get; init; }

    /// <summary>LUAVM_VM_MEMORY_CATCHABLE: running out of memory is an error pcall may catch.</summary>
    public bool MemoryCatchable { get; init; }

    /// <summary>Host functions to begin with; null: none.</summary>
    public FunctionSet? Functions { get; init; }

    /// <summary>Modules that reach beyond the VM; null: none.</summary>
    public IReadOnlyList<IService>? Services { get; init; }

    /// <summary>Libraries that scripts see of those the profile has; <see cref="Libraries.All"/>: all of them.</summary>
    public Libraries Libraries { get; init; }

    /// <summary>Who pays besides the process; null: nobody.</summary>
    public QuotaGroup? Group { get; init; }

    /// <summary>Waiting for services counts against <see cref="ServiceMs"/> and not against the wall-time limit.</summary>
    public bool ServiceTimeApart { get; init; }

    /// <summary>Per eval, milliseconds that it may wait for services where that is counted apart; 0: 30,000.</summary>
    public ulong ServiceMs { get; init; }

    /// <summary>The host's own, handed to its functions.</summary>
    public nint User { get; init; }

    /// <summary>Zero fields come from the preset.</summary>
    public Limits Limits { get; init; }

    /// <summary>The same with nothing left to default. Throws <see cref="LuaFault"/>.</summary>
    internal VmOptions Resolve() => this with
    {
        Profile = Profile switch
        {
            Profile.Default => Profile.Standard,
            Profile.Locked or Profile.Standard or Profile.Trusted => Profile,
            Profile.Redis => throw new LuaFault(Status.Unsupported,
                "profile redis is not in this version; use standard"),
            _ => throw new LuaFault(Status.Argument,
                $"profile {(uint)Profile} is not known; use 0 to 4 (LUAVM_PROFILE_...)"),
        },
        Libraries = Profile == Profile.Trusted && Libraries != Libraries.All
            ? throw new LuaFault(Status.Argument, "a trusted VM has all libraries; leave the list out, or use another profile")
            : Libraries,
        ServiceMs = ServiceMs == 0 ? DefaultServiceMs : ServiceMs,
        Limits = Limits.Over(Limits.Of(Preset)),
    };
}
