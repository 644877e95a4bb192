namespace LuaVm.Core;

/// <summary>What a VM is made with: luavm_vm_options without its envelope.</summary>
public readonly record struct VmOptions
{
    public Profile Profile { get; init; }
    public Preset Preset { get; init; }

    /// <summary>LUAVM_VM_MEMORY_CATCHABLE: running out of memory is an error pcall may catch.</summary>
    public bool MemoryCatchable { get; init; }

    /// <summary>Host functions to begin with; null: none.</summary>
    public FunctionSet? Functions { get; init; }

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
        Limits = Limits.Over(Limits.Of(Preset)),
    };
}
