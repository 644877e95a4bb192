using System.Buffers;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A sandboxed Lua 5.4 VM.</summary>
/// <remarks>
/// Owns: dispose of it; a forgotten one is freed by its finalizer. The results it gave stay valid.
/// Threads: any thread may use a VM, one at a time; a second one gets <see cref="BusyException"/> at once and never
/// waits. <see cref="Interrupt"/>, <see cref="Memory"/> and <see cref="Dispose"/> may be called at any moment.
/// </remarks>
public sealed class Vm : IDisposable
{
    private readonly VmHandle handle;
    private int entered;

    /// <summary>Makes a VM with the library's default limits, or with what <paramref name="options"/> say.</summary>
    /// <param name="options">Null: 16 MiB, 5 s, no limit on fuel, profile standard.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is zero or negative.</exception>
    /// <exception cref="InvalidArgumentException">The library refused an option.</exception>
    /// <exception cref="QuotaException">The process has as many VMs, or as much memory in them, as it may.</exception>
    /// <exception cref="MemoryLimitException">The system has no memory.</exception>
    /// <exception cref="UnsupportedException">There is no such profile in this version.</exception>
    /// <exception cref="DllNotFoundException">libluavm is missing or of another ABI generation.</exception>
    public Vm(VmOptions? options = null) => handle = new VmHandle((options ?? new VmOptions()).ToNative());

    /// <summary>The memory counters; while a script runs, a moment's.</summary>
    /// <exception cref="ClosedException">The VM is disposed of.</exception>
    public unsafe MemoryUsage Memory
    {
        get
        {
            var read = new luavm_memory { struct_size = (uint)sizeof(luavm_memory) };
            Check(Abi.vm_mem_usage(handle.Value, &read));
            return new MemoryUsage(read);
        }
    }

    /// <summary>The garbage collector.</summary>
    public LuaGc Gc => new(this);

    /// <summary>Compiles and runs Lua source.</summary>
    /// <param name="source">Lua text, at most 256 MiB of UTF-8.</param>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops the script, whatever it does to prevent that.</param>
    /// <returns>What the script returned and printed, and what it spent. Dispose of it; it outlives the VM.</returns>
    /// <exception cref="LuaVmException">The script failed, reached a limit or was stopped, or the VM is busy or
    /// disposed of: a subclass for each status.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it, or was cancelled before; the inner exception
    /// is the <see cref="CancelledException"/>.</exception>
    /// <exception cref="ArgumentException">The source holds half of a surrogate pair; a limit is not positive.
    /// </exception>
    public LuaResult Eval(string source, EvalOptions? options = null, CancellationToken cancellationToken = default) =>
        Require(Run(source, options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="Eval(string, EvalOptions?, CancellationToken)"/>
    /// <param name="source">Lua text, any bytes, at most 256 MiB; not kept after the call.</param>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops the script, whatever it does to prevent that.</param>
    public LuaResult Eval(ReadOnlySpan<byte> source, EvalOptions? options = null,
                          CancellationToken cancellationToken = default) =>
        Require(Run(source, options, cancellationToken), cancellationToken);

    /// <summary>Like <see cref="Eval(string, EvalOptions?, CancellationToken)"/>, but gives the first returned value
    /// alone, as <see cref="LuaValue.As{T}"/> converts it, and nothing to dispose of.</summary>
    /// <typeparam name="T">See <see cref="LuaValue.As{T}"/>.</typeparam>
    /// <exception cref="InvalidCastException">The value is no such type.</exception>
    /// <inheritdoc cref="Eval(string, EvalOptions?, CancellationToken)"/>
    public T? Eval<T>(string source, EvalOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var result = Eval(source, options, cancellationToken);
        return result.Value.As<T>();
    }

    /// <summary>Runs Lua source on the thread pool. The VM is taken by this call itself, not when the script starts:
    /// until the task is done, every other use of the VM is busy.</summary>
    /// <returns>A task that ends as <see cref="Eval(string, EvalOptions?, CancellationToken)"/> would, with its
    /// exceptions, <see cref="BusyException"/> among them; canceled, where the token stopped it.</returns>
    /// <inheritdoc cref="Eval(string, EvalOptions?, CancellationToken)"/>
    public Task<LuaResult> EvalAsync(string source, EvalOptions? options = null,
                                     CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<LuaResult>(cancellationToken);
        if (!TryEnter()) return Task.FromException<LuaResult>(LuaVmException.For(LuaStatus.Busy));
        return EvalEntered(source, options, cancellationToken);
    }

    /// <summary>Like <see cref="Eval(string, EvalOptions?, CancellationToken)"/>, but throws nothing for what the
    /// script does, nor for a VM that is busy or disposed of.</summary>
    /// <param name="source">Lua text.</param>
    /// <param name="result">Always a result, to dispose of; after a failure <see cref="LuaResult.Status"/>,
    /// <see cref="LuaResult.Message"/> and the rest say what happened, and there are no values.</param>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops the script with <see cref="LuaStatus.Cancelled"/>.</param>
    /// <returns>True when the status is <see cref="LuaStatus.Ok"/>.</returns>
    /// <exception cref="ArgumentException">The source holds half of a surrogate pair; a limit is not positive.
    /// </exception>
    public bool TryEval(string source, out LuaResult result, EvalOptions? options = null,
                        CancellationToken cancellationToken = default) =>
        (result = Run(source, options, cancellationToken)).Ok;

    /// <inheritdoc cref="TryEval(string, out LuaResult, EvalOptions?, CancellationToken)"/>
    public bool TryEval(ReadOnlySpan<byte> source, out LuaResult result, EvalOptions? options = null,
                        CancellationToken cancellationToken = default) =>
        (result = Run(source, options, cancellationToken)).Ok;

    /// <summary>Stops what runs, from any thread: that call ends as <see cref="LuaStatus.Cancelled"/>. Nothing happens
    /// if nothing runs.</summary>
    /// <exception cref="ClosedException">The VM is disposed of.</exception>
    public void Interrupt() => Check(Abi.vm_interrupt(handle.Value));

    /// <summary>Throws away everything scripts have left; the options stay.</summary>
    /// <exception cref="BusyException">Another thread is using this VM.</exception>
    /// <exception cref="ClosedException">The VM is disposed of.</exception>
    /// <exception cref="QuotaException">The process's memory quota is reached. After this and after
    /// <see cref="MemoryLimitException"/> evals are <see cref="ClosedException"/> until a reset succeeds.</exception>
    /// <exception cref="MemoryLimitException">The system has no memory.</exception>
    public void Reset()
    {
        Enter();
        try
        {
            Check(Abi.vm_reset(handle.Value));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gives all of the VM's memory back, at once. An eval that runs is stopped and throws
    /// <see cref="ClosedException"/>; this does not wait for it. Never throws; again, it does nothing.</summary>
    public void Dispose() => handle.Free();

    internal unsafe long CollectGarbage(uint operation, long argument)
    {
        Enter();
        try
        {
            long figure;
            Check(Abi.vm_gc(handle.Value, operation, argument, &figure));
            return figure;
        }
        finally
        {
            Leave();
        }
    }

    private LuaResult Run(string source, EvalOptions? options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TryEnter() ? RunEntered(source, options, token) : new LuaResult(Failure.Of(LuaStatus.Busy));
    }

    private LuaResult Run(ReadOnlySpan<byte> source, EvalOptions? options, CancellationToken token)
    {
        if (!TryEnter()) return new LuaResult(Failure.Of(LuaStatus.Busy));
        try
        {
            return Evaluation.Run(handle, source, options, token);
        }
        finally
        {
            Leave();
        }
    }

    private LuaResult RunEntered(string source, EvalOptions? options, CancellationToken token)
    {
        byte[]? buffer = null;
        try
        {
            buffer = ArrayPool<byte>.Shared.Rent(Text.Strict.GetByteCount(source));
            return Evaluation.Run(handle, buffer.AsSpan(0, Text.Strict.GetBytes(source, buffer)), options, token);
        }
        finally
        {
            if (buffer != null) ArrayPool<byte>.Shared.Return(buffer);
            Leave();
        }
    }

    private async Task<LuaResult> EvalEntered(string source, EvalOptions? options, CancellationToken token) =>
        // The queue does not get the token: a task that it removes from there would never leave the VM.
        await Task.Run(() => Require(RunEntered(source, options, token), token), CancellationToken.None)
            .ConfigureAwait(false);

    /// <summary>The result of a script that ended well; else its exception.</summary>
    private static LuaResult Require(LuaResult result, CancellationToken token)
    {
        if (result.Error is not { } error) return result;
        result.Dispose();
        if (error is CancelledException && token.IsCancellationRequested)
            throw new OperationCanceledException(error.Message, error, token);
        throw error;
    }

    // One use at a time is decided here and not by the library alone: a token may only stop the eval it came with, and
    // an interrupt of a VM stops whichever eval is in it.
    private bool TryEnter() => Interlocked.CompareExchange(ref entered, 1, 0) == 0;

    private void Enter()
    {
        if (!TryEnter()) throw LuaVmException.For(LuaStatus.Busy);
    }

    private void Leave() => Volatile.Write(ref entered, 0);

    private void Check(luavm_status status)
    {
        LuaVmException.Check(Evaluation.Status(handle, status));
        GC.KeepAlive(this); // until here the finalizer must not free the VM
    }
}
