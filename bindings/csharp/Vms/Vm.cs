using System.Buffers;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A sandboxed Lua 5.4 VM.</summary>
/// <remarks>
/// Owns: dispose of it; a forgotten one is freed by its finalizer. The results it gave stay valid.
/// Threads: any thread may use a VM, one at a time; a second one gets <see cref="BusyException"/> at once and never
/// waits. <see cref="Interrupt"/>, <see cref="Memory"/> and <see cref="Dispose"/> may be called at any moment.
/// </remarks>
public sealed class Vm : HostRegistry, IDisposable
{
    private readonly VmCore core;

    /// <summary>Makes a VM with the library's default limits, or with what <paramref name="options"/> say.</summary>
    /// <param name="options">Null: 16 MiB, 5 s, no limit on fuel, profile standard.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is zero or negative.</exception>
    /// <exception cref="InvalidArgumentException">The library refused an option.</exception>
    /// <exception cref="QuotaException">The process has as many VMs, or as much memory in them, as it may.</exception>
    /// <exception cref="MemoryLimitException">The system has no memory.</exception>
    /// <exception cref="UnsupportedException">There is no such profile in this version.</exception>
    /// <exception cref="DllNotFoundException">libluavm is missing or of another ABI generation.</exception>
    public Vm(VmOptions? options = null)
    {
        core = new VmCore(this, options ?? new VmOptions());
        Globals = new LuaGlobals(core);
    }

    /// <summary>The memory counters; while a script runs, a moment's.</summary>
    /// <exception cref="ClosedException">The VM is disposed of.</exception>
    public unsafe MemoryUsage Memory
    {
        get
        {
            var read = new luavm_memory { struct_size = (uint)sizeof(luavm_memory) };
            core.Check(Abi.vm_mem_usage(core.Handle.Value, &read));
            return new MemoryUsage(read);
        }
    }

    /// <summary>The garbage collector.</summary>
    public LuaGc Gc => new(this);

    /// <summary>The global values.</summary>
    public LuaGlobals Globals { get; }

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
        Calls.Require(Run(source, options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="Eval(string, EvalOptions?, CancellationToken)"/>
    /// <param name="source">Lua text, any bytes, at most 256 MiB; not kept after the call.</param>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops the script, whatever it does to prevent that.</param>
    public LuaResult Eval(ReadOnlySpan<byte> source, EvalOptions? options = null,
                          CancellationToken cancellationToken = default) =>
        Calls.Require(Run(source, options, cancellationToken), cancellationToken);

    /// <summary>Like <see cref="Eval(string, EvalOptions?, CancellationToken)"/>, but gives the first returned value
    /// alone, as <see cref="LuaValue.As{T}"/> converts it, and nothing to dispose of.</summary>
    /// <typeparam name="T">See <see cref="LuaValue.As{T}"/>.</typeparam>
    /// <exception cref="InvalidCastException">The value is no such type.</exception>
    /// <inheritdoc cref="Eval(string, EvalOptions?, CancellationToken)"/>
    public T? Eval<T>(string source, EvalOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var result = Eval(source, Calls.Keeping<T>(options), cancellationToken);
        return result.Value.As<T>();
    }

    /// <summary>Runs Lua source on the thread pool; host functions may answer later. The VM is taken by this call
    /// itself, not when the script starts: until the task is done, every other use of the VM is busy.</summary>
    /// <returns>A task that ends as <see cref="Eval(string, EvalOptions?, CancellationToken)"/> would, with its
    /// exceptions, <see cref="BusyException"/> among them; canceled, where the token stopped it.</returns>
    /// <inheritdoc cref="Eval(string, EvalOptions?, CancellationToken)"/>
    public Task<LuaResult> EvalAsync(string source, EvalOptions? options = null,
                                     CancellationToken cancellationToken = default)
    {
        var text = Text.Strict.GetBytes(source);
        return LuaRun.Drive(core, options, cancellationToken, run => run.Begin(text));
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
    public void Interrupt() => core.Interrupt();

    /// <summary>Throws away everything scripts have left, with all references, host objects and globals; the options and
    /// what was registered stay.</summary>
    /// <exception cref="BusyException">Another thread is using this VM.</exception>
    /// <exception cref="ClosedException">The VM is disposed of.</exception>
    /// <exception cref="QuotaException">The process's memory quota is reached. After this and after
    /// <see cref="MemoryLimitException"/> evals are <see cref="ClosedException"/> until a reset succeeds.</exception>
    /// <exception cref="MemoryLimitException">The system has no memory.</exception>
    public void Reset() => core.Reset();

    /// <summary>Compiles a source once, for many calls. Its globals are fresh ones that its calls share, or the lasting ones
    /// (<see cref="EvalOptions.KeepGlobals"/>).</summary>
    /// <param name="source">Lua text; its arguments are its "...".</param>
    /// <param name="options">Its chunk name, and whether it keeps globals.</param>
    /// <returns>The function. Dispose of it.</returns>
    /// <exception cref="LuaVmException">It is no Lua, a limit is reached, or the VM is busy or disposed of.</exception>
    public LuaFunction Load(string source, EvalOptions? options = null) =>
        core.Load(Text.Strict.GetBytes(source), options);

    /// <summary>Calls a global function.</summary>
    /// <param name="path">"update", "game.update".</param>
    /// <inheritdoc cref="LuaFunction.Call(ReadOnlySpan{LuaValue})"/>
    /// <param name="arguments">At most 10,000.</param>
    public LuaResult Call(string path, params ReadOnlySpan<LuaValue> arguments) =>
        Calls.Require(Calls.Call(core, path, arguments, null, 0, default), default);

    /// <inheritdoc cref="Call(string, ReadOnlySpan{LuaValue})"/>
    /// <summary>Calls a global function and gives the first value that it returns, as <see cref="LuaValue.As{T}"/> converts it.
    /// </summary>
    public T? Call<T>(string path, params ReadOnlySpan<LuaValue> arguments) =>
        Calls.First<T>(Calls.Call(core, path, arguments, null, Calls.FlagsFor<T>(), default), default);

    /// <summary>Begins an eval that the host carries on itself: in slices, and with answers that come later.</summary>
    /// <param name="source">Lua text.</param>
    /// <param name="options">Null: all as the VM has it. See <see cref="EvalOptions.SliceFuel"/>.</param>
    /// <returns>The run, which has the VM for itself until it is done or disposed of.</returns>
    /// <exception cref="BusyException">The VM is in use.</exception>
    public LuaRun Start(string source, EvalOptions? options = null) =>
        LuaRun.Start(core, Text.Strict.GetBytes(source), options);

    /// <summary>Makes a host function that is in no table yet: one value, however often it goes in.</summary>
    /// <param name="function">What it does.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>A reference. Dispose of it.</returns>
    public LuaFunction CreateFunction(HostFunction function, string name = "?")
    {
        ArgumentNullException.ThrowIfNull(function);
        return new LuaFunction(core, core.Entered(() => core.MakeFunction(function, name)));
    }

    /// <summary>Makes a host object: one value, however often it goes in.</summary>
    /// <param name="value">Of a class that was exposed.</param>
    /// <returns>A reference. Dispose of it.</returns>
    /// <exception cref="ArgumentException">No class was exposed for its type.</exception>
    public LuaObject CreateObject(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var kind = core.Objects.ClassOf(value)
            ?? throw new ArgumentException($"no class is exposed for {value.GetType()}");
        return new LuaObject(core, LuaType.Userdata, core.Entered(() => core.Objects.Make(kind, value)));
    }

    /// <summary>Gives all of the VM's memory back, at once. An eval that runs is stopped and throws
    /// <see cref="ClosedException"/>; this does not wait for it. Never throws; again, it does nothing.</summary>
    public void Dispose() => core.Free();

    internal unsafe long CollectGarbage(uint operation, long argument) => core.Entered(() =>
    {
        long figure;
        using (new VmCore.Activation(core, null, default))
            core.Check(Abi.vm_gc(core.Handle.Value, operation, argument, &figure));
        return figure;
    });

    private protected override unsafe void Add(string path, HostFunction function) => core.Entered(() =>
    {
        core.Registrations.Add(function, path, (native, error) =>
            Calls.Status(core.Handle, Abi.vm_register(core.Handle.Value, native, error)));
        return 0;
    });

    private protected override void Add(LuaClass[] kinds) => core.Objects.Expose(kinds);

    private LuaResult Run(string source, EvalOptions? options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(source);
        var buffer = ArrayPool<byte>.Shared.Rent(Text.Strict.GetByteCount(source));
        try
        {
            return Run(buffer.AsSpan(0, Text.Strict.GetBytes(source, buffer)), options, token);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private LuaResult Run(ReadOnlySpan<byte> source, EvalOptions? options, CancellationToken token) =>
        Calls.Eval(core, source, options, 0, token);
}
