using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>The base of all that this package throws for an answer of the library: one subclass for each status.
/// Holds copies alone, so it outlives VM and result.</summary>
public abstract class LuaVmException : Exception
{
    private readonly Failure failure;

    private protected LuaVmException(Failure failure) : base(failure.Message, failure.Inner) => this.failure = failure;

    /// <summary>What the library answered.</summary>
    public LuaStatus Status => failure.Status;

    /// <summary>Lua frames at the error or kill, innermost first, one per line; empty when there are none.</summary>
    public string Traceback => failure.Traceback;

    /// <summary>Chunk name of the failing line, or empty.</summary>
    public string ChunkName => failure.ChunkName;

    /// <summary>The failing line, from 1; null when not known.</summary>
    public long? Line => failure.Line;

    /// <summary>What print had written. Bytes that are not UTF-8 became U+FFFD.</summary>
    public string Output => failure.Output;

    /// <summary>What was spent; null when no script ran.</summary>
    public Usage? Usage => failure.Usage;

    private protected object? RaisedValue => failure.Value;

    /// <summary>The exception for a failure.</summary>
    internal static LuaVmException For(Failure failure) => failure.Status switch
    {
        LuaStatus.Runtime => new LuaRuntimeException(failure),
        LuaStatus.Argument => new InvalidArgumentException(failure),
        LuaStatus.Syntax => new LuaSyntaxException(failure),
        LuaStatus.Memory => new MemoryLimitException(failure),
        LuaStatus.Timeout => new LuaTimeoutException(failure),
        LuaStatus.Fuel => new FuelException(failure),
        LuaStatus.Sandbox => new SandboxException(failure),
        LuaStatus.Output => new OutputLimitException(failure),
        LuaStatus.Cancelled => new CancelledException(failure),
        LuaStatus.Handle => new HandleException(failure),
        LuaStatus.Busy => new BusyException(failure),
        LuaStatus.Quota => new QuotaException(failure),
        LuaStatus.Closed => new ClosedException(failure),
        LuaStatus.Forked => new ForkedException(failure),
        LuaStatus.Network => new NetworkException(failure),
        LuaStatus.Unsupported => new UnsupportedException(failure),
        _ => new InternalException(failure),
    };

    internal static LuaVmException For(LuaStatus status) => For(Failure.Of(status));

    /// <summary>The exception for a status and the message that came with it, which this frees.</summary>
    internal static unsafe LuaVmException Take(LuaStatus status, luavm_buffer* error)
    {
        if (error == null) return For(status);
        var message = Encoding.UTF8.GetString(error->data, checked((int)error->length));
        _ = Abi.luavm_buffer_free(error);
        return For(new Failure(status, message));
    }

    internal static void Check(luavm_status status) => Check((LuaStatus)status);

    internal static void Check(LuaStatus status)
    {
        if (status != LuaStatus.Ok) throw For(status);
    }
}
