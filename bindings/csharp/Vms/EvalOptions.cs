using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Options of one eval. Null is the VM's own; a call may ask for more or less than that.</summary>
public sealed record EvalOptions
{
    /// <summary>What messages call the script, at most 4,096 bytes of UTF-8, e.g. "rules.lua"; null: "script".</summary>
    public string? ChunkName { get; init; }

    /// <summary>Wall time, rounded up to milliseconds; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Units of fuel.</summary>
    public long? Fuel { get; init; }

    /// <summary>Bytes that print may write.</summary>
    public long? OutputLimit { get; init; }

    /// <summary>Bytes of the returned values.</summary>
    public long? ResultLimit { get; init; }

    /// <summary>Use the VM's lasting global environment instead of a fresh one.</summary>
    public bool KeepGlobals { get; init; }

    /// <summary>Functions, coroutines and userdata that come out stay in the VM for the host:
    /// <see cref="LuaValue.AsFunction"/>. Their result owns those that nobody asks it for.</summary>
    public bool KeepFunctions { get; init; }

    /// <summary>Tables that come out are the VM's own, <see cref="LuaTableView"/>, and not copies.</summary>
    public bool KeepTables { get; init; }

    /// <summary>A table that would come out in two places, or inside itself, is a <see cref="LuaRuntimeException"/> that
    /// names both.</summary>
    public bool RefuseShared { get; init; }

    /// <summary>Fuel after which a <see cref="LuaRun"/> stops for a while, and an async call lets others have its thread;
    /// null: never. Calls that wait for the end have no slices.</summary>
    public long? SliceFuel { get; init; }

    internal uint Flags => (KeepGlobals ? Abi.LUAVM_EVAL_KEEP_ENVIRONMENT : 0)
        | (KeepFunctions ? Abi.LUAVM_EVAL_KEEP_FUNCTIONS : 0)
        | (KeepTables ? Abi.LUAVM_EVAL_KEEP_TABLES : 0)
        | (RefuseShared ? Abi.LUAVM_EVAL_REFUSE_SHARED : 0);

    /// <summary>All but slices and the chunk name, whose bytes the caller holds still.</summary>
    internal unsafe luavm_eval_options ToNative() => new()
    {
        struct_size = (uint)sizeof(luavm_eval_options),
        flags = Flags,
        fuel = Limit.Amount(Fuel),
        wall_ms = Limit.Milliseconds(Timeout),
        output_bytes = Limit.Amount(OutputLimit),
        result_bytes = Limit.Amount(ResultLimit),
    };
}
