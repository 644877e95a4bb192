using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What came of an eval: values, printed output, what was spent, and the failure, if any.</summary>
/// <remarks>
/// Owns: the library's block, until this is disposed of; a forgotten one is freed by the finalizer. It outlives its VM.
/// All values and tables are views of that block: reading one afterwards is <see cref="ObjectDisposedException"/>.
/// The spans are views as well, and nothing checks those: none may be used once the result is disposed of or no longer
/// referenced. Threads: any, at once.
/// </remarks>
public sealed unsafe class LuaResult : IDisposable
{
    private readonly ResultHandle? handle;
    private readonly Failure? failure;
    private byte[]? preceding;

    internal LuaResult(luavm_result* block, VmCore? core, bool kept)
    {
        handle = new ResultHandle(block, core, kept);
        // Now: the object that holds it lives until the VM is used again.
        HostException = core?.Objects.Find(block->error) as Exception;
        Status = (LuaStatus)block->status;
        Usage = new Usage(block->usage);
        Line = block->line == 0 ? null : block->line;
    }

    /// <summary>A failure that came without a block.</summary>
    internal LuaResult(Failure failure)
    {
        this.failure = failure;
        Status = failure.Status;
    }

    /// <summary>How the eval ended.</summary>
    public LuaStatus Status { get; }

    /// <summary>True when the status is <see cref="LuaStatus.Ok"/>.</summary>
    public bool Ok => Status == LuaStatus.Ok;

    /// <summary>What was spent; zeros when no script ran.</summary>
    public Usage Usage { get; }

    /// <summary>Empty when ok; else what happened, which limit and its value, what to do.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public string Message
    {
        get
        {
            if (failure != null) return failure.Message;
            using var lease = new Lease(handle);
            return Text.Show(handle!.Block->message);
        }
    }

    /// <summary>Lua frames at the error or kill, innermost first, one per line; empty when ok.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public string Traceback
    {
        get
        {
            if (failure != null) return failure.Traceback;
            using var lease = new Lease(handle);
            return Text.Show(handle!.Block->traceback);
        }
    }

    /// <summary>Chunk name of the failing line, or empty.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public string ChunkName
    {
        get
        {
            if (failure != null) return failure.ChunkName;
            using var lease = new Lease(handle);
            return Text.Show(handle!.Block->source);
        }
    }

    /// <summary>The failing line, from 1; null when not known.</summary>
    public long? Line { get; }

    /// <summary>The exception of a host function that no script caught: Eval would have thrown it as it is. Else null.
    /// </summary>
    public Exception? HostException { get; }

    /// <summary>What print wrote, also after a failure. Bytes that are not UTF-8 became U+FFFD.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public string Output
    {
        get
        {
            if (failure != null) return failure.Output;
            using var lease = new Lease(handle);
            return preceding == null ? Text.Show(handle!.Block->output) : Encoding.UTF8.GetString(OutputBytes);
        }
    }

    /// <summary>What print wrote, as it is: a view of the result.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public ReadOnlySpan<byte> OutputBytes
    {
        get
        {
            using var lease = new Lease(handle);
            if (handle == null) return preceding;
            var last = Text.Span(handle.Block->output);
            return preceding == null ? last : (byte[])[.. preceding, .. last];
        }
    }

    /// <summary>The returned values; none after a failure.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaValues Values
    {
        get
        {
            using var lease = new Lease(handle);
            return handle == null ? default : new LuaValues(handle, handle.Block->values, handle.Block->value_count);
        }
    }

    /// <summary>The first returned value; nil when there is none.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaValue Value => Values is { Count: > 0 } values ? values[0] : default;

    /// <summary>The failure as an exception, with <see cref="HostException"/> inside; null when ok.</summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public LuaVmException? Error => Ok ? null : LuaVmException.For(failure ?? Describe());

    /// <summary>The values as objects of .NET, nothing in them a view: null for none, the one, or an object?[] of
    /// several, each as <see cref="LuaValue.ToObject"/> converts it. A table that several of them share is one object.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The result is disposed of.</exception>
    public object? ToObject()
    {
        using var lease = new Lease(handle);
        if (handle == null) return null;
        var objects = new Conversion(handle).ToObjects(handle.Block->values, handle.Block->value_count);
        return objects.Length switch { 0 => null, 1 => objects[0], _ => objects };
    }

    /// <summary>Gives the block back. Again, it does nothing.</summary>
    public void Dispose() => handle?.Dispose();

    /// <summary>Adds what the run had printed before its last step.</summary>
    internal void Precede(ReadOnlySpan<byte> output)
    {
        if (!output.IsEmpty) preceding = output.ToArray();
    }

    private Failure Describe() => new(Status, Message)
    {
        Traceback = Traceback,
        ChunkName = ChunkName,
        Line = Line,
        Output = Output,
        Usage = Usage,
        Inner = HostException,
        Value = HostException ?? Raised(),
    };

    private object? Raised()
    {
        if (handle == null) return null;
        using var lease = new Lease(handle);
        return new Conversion(handle).ToObject(handle.Block->error);
    }
}
