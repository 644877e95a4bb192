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

    /// <summary>All but the chunk name, whose bytes the caller holds still.</summary>
    internal unsafe luavm_eval_options ToNative() => new()
    {
        struct_size = (uint)sizeof(luavm_eval_options),
        flags = KeepGlobals ? Abi.LUAVM_EVAL_KEEP_ENVIRONMENT : 0,
        fuel = Limit.Amount(Fuel),
        wall_ms = Limit.Milliseconds(Timeout),
        output_bytes = Limit.Amount(OutputLimit),
        result_bytes = Limit.Amount(ResultLimit),
    };
}
