using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What a VM is made with. Null is the preset's value.</summary>
public sealed record VmOptions
{
    /// <summary>What scripts may reach.</summary>
    public LuaProfile Profile { get; init; }

    /// <summary>The set of limits for all that is null here.</summary>
    public LuaPreset Preset { get; init; }

    /// <summary>Bytes for all that the VM causes: Lua heap, output, and the result while it is made; at least 65,536.
    /// Nothing is reserved.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Bytes from which the collector runs in shorter cycles; not above <see cref="MemoryLimit"/>; null: 3/4
    /// of it.</summary>
    public long? MemorySoftLimit { get; init; }

    /// <summary>Running out of memory is an error that pcall in the script may catch, as in plain Lua.</summary>
    public bool MemoryErrorsCatchable { get; init; }

    /// <summary>Wall time of each eval, rounded up to milliseconds; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: no limit.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Units for each eval: a branch, a loop turn or a call is one, and the same script spends the same on
    /// every machine; null: no limit.</summary>
    public long? Fuel { get; init; }

    /// <summary>Bytes that print may write in each eval.</summary>
    public long? OutputLimit { get; init; }

    /// <summary>Bytes of the values that each eval may return; null: 64 MiB, within the memory limit.</summary>
    public long? ResultLimit { get; init; }

    /// <summary>Host functions and classes to begin with; null: none.</summary>
    public VmTemplate? Template { get; init; }

    /// <summary>Profile and limits where those here are null, libraries, services and group; null: none, no services.
    /// It may be disposed of once the VM is made.</summary>
    public LuaPolicy? Policy { get; init; }

    /// <summary>A quota group, "tenants/ada", made if it is not there; null: the policy's, or none. See
    /// <see cref="QuotaGroups"/>.</summary>
    public string? Group { get; init; }

    /// <summary>All but the group, whose bytes the caller holds still.</summary>
    internal unsafe luavm_vm_options ToNative() => new()
    {
        struct_size = (uint)sizeof(luavm_vm_options),
        flags = MemoryErrorsCatchable ? Abi.LUAVM_VM_MEMORY_CATCHABLE : 0,
        profile = (uint)Profile,
        preset = (uint)Preset,
        memory_bytes = Limit.Amount(MemoryLimit),
        memory_soft_bytes = Limit.Amount(MemorySoftLimit),
        fuel = Limit.Amount(Fuel),
        wall_ms = Limit.Milliseconds(Timeout),
        output_bytes = Limit.Amount(OutputLimit),
        result_bytes = Limit.Amount(ResultLimit),
        host = Template?.Value ?? 0,
        policy = Policy?.Value ?? 0,
    };
}
