using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What a <see cref="Client.Vm"/> and all that belongs to it share: the handle, who uses it now, and what it
/// keeps of the host's. The library holds none of that: a VM, its functions and what these hold are one cycle of .NET.
/// </summary>
internal sealed unsafe class VmCore
{
    private const int Nobody = 0, Waiting = -1;

    // A host function runs on the thread that runs the script: so the innermost VM of a thread is the one that calls.
    [ThreadStatic] private static VmCore? current;

    private readonly Registrations? template;
    private LuaFunction? identity;
    private LuaFunction? length;
    private int owner;
    private int depth;
    private int interrupts;
    private TaskCompletionSource? sleeper;

    public VmCore(Vm vm, VmOptions options)
    {
        Vm = vm;
        Objects = new HostObjects(this);
        template = options.Template?.Registrations;
        Handle = new VmHandle(options);
        GC.KeepAlive(options.Template);
        GC.KeepAlive(options.Policy);
        if (options.Template is { } shared) Objects.Expose(shared.Classes);
    }

    /// <summary>The VM whose host function runs on this thread.</summary>
    public static VmCore? Current => current;

    public Vm Vm { get; }
    public VmHandle Handle { get; }
    public HostObjects Objects { get; }
    public Registrations Registrations { get; } = new();

    /// <summary>A function of this VM that returns what it gets: a table so comes out as a copy.</summary>
    public LuaFunction Identity => identity ??= Load("return ...");

    /// <summary>A function of this VM that gives the length of its argument.</summary>
    public LuaFunction LengthOf => length ??= Load("return #...");

    /// <summary>The token of what runs.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>The run that may wait for an answer; null where none may.</summary>
    public LuaRun? Run { get; private set; }

    /// <summary>How often <see cref="Interrupt"/> was called.</summary>
    public int Interrupts => Volatile.Read(ref interrupts);

    // One use at a time is decided here and not by the library alone: a token may only stop the call it came with, and
    // an interrupt of a VM stops whichever call is in it. A host function uses its own VM as part of the same run.
    public bool TryEnter()
    {
        var thread = Environment.CurrentManagedThreadId;
        if (Volatile.Read(ref owner) != thread && Interlocked.CompareExchange(ref owner, thread, Nobody) != Nobody)
            return false;
        depth++;
        return true;
    }

    public void Enter()
    {
        if (!TryEnter()) throw LuaVmException.For(LuaStatus.Busy);
    }

    public void Leave()
    {
        if (--depth == 0) Volatile.Write(ref owner, Nobody);
    }

    public T Entered<T>(Func<T> use)
    {
        Enter();
        try
        {
            return use();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes the VM for a run that goes from thread to thread.</summary>
    public bool TryHold() => Interlocked.CompareExchange(ref owner, Waiting, Nobody) == Nobody;

    /// <summary>Goes on with the run that holds the VM, on this thread.</summary>
    public void Step()
    {
        if (Interlocked.CompareExchange(ref owner, Environment.CurrentManagedThreadId, Waiting) != Waiting)
            throw LuaVmException.For(LuaStatus.Busy);
        depth = 1;
    }

    /// <summary>The end of a step: the VM is held again, or free where the run is over.</summary>
    public void Pause(bool over)
    {
        depth = 0;
        Volatile.Write(ref owner, over ? Nobody : Waiting);
    }

    public void Check(luavm_status status)
    {
        LuaVmException.Check(Calls.Status(Handle, status));
        GC.KeepAlive(this); // until here the finalizer must not free the VM
    }

    public void Check(luavm_status status, luavm_buffer* error)
    {
        if (status != luavm_status.LUAVM_OK) throw LuaVmException.Take(Calls.Status(Handle, status), error);
        GC.KeepAlive(this);
    }

    /// <summary>Gives references back, from any thread; those of a VM that is gone are gone with it.</summary>
    public void Release(ReadOnlySpan<ulong> references)
    {
        if (references.IsEmpty) return;
        fixed (ulong* first = references) _ = Abi.vm_release(Handle.Value, first, (nuint)references.Length);
        GC.KeepAlive(this);
    }

    /// <summary>Another reference to a value of this VM, which the caller has entered.</summary>
    public ulong Keep(luavm_value value)
    {
        ulong reference;
        luavm_buffer* error;
        Check(Abi.vm_keep(Handle.Value, &value, &reference, &error), error);
        return reference;
    }

    public ulong MakeFunction(HostFunction function, string name)
    {
        ulong reference = 0;
        Registrations.Add(function, name, (native, error) =>
        {
            ulong made;
            var status = Abi.vm_function(Handle.Value, native, &made, error);
            reference = made;
            return Calls.Status(Handle, status);
        });
        return reference;
    }

    /// <summary>Compiles a source.</summary>
    public LuaFunction Load(ReadOnlySpan<byte> source, EvalOptions? options)
    {
        var (result, function) = Calls.Load(this, source, options);
        Calls.Require(result, default).Dispose();
        return new LuaFunction(this, function);
    }

    public void Reset() => Entered(() =>
    {
        Check(Abi.vm_reset(Handle.Value));
        Objects.Forget();
        (identity, length) = (null, null);
        return 0;
    });

    public void Interrupt()
    {
        Interlocked.Increment(ref interrupts);
        Volatile.Read(ref sleeper)?.TrySetResult();
        Check(Abi.vm_interrupt(Handle.Value));
    }

    public void Free()
    {
        Handle.Free();
        Volatile.Read(ref sleeper)?.TrySetResult();
    }

    /// <summary>A task that ends when the VM is interrupted or freed: for a run that waits.</summary>
    public Task Sleep()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref sleeper, fresh);
        if (Handle.Closing) fresh.TrySetResult();
        return fresh.Task;
    }

    private LuaFunction Load(string source) =>
        Load(Text.Strict.GetBytes(source), new EvalOptions { ChunkName = "luavm" });

    /// <summary>What runs on this thread while it lives; what ran before goes on afterwards.</summary>
    internal readonly ref struct Activation
    {
        private readonly VmCore core;
        private readonly VmCore? outer;
        private readonly LuaRun? outerRun;
        private readonly CancellationToken outerToken;

        public Activation(VmCore core, LuaRun? run, CancellationToken token)
        {
            this.core = core;
            (outer, outerRun, outerToken) = (current, core.Run, core.Token);
            current = core;
            core.Run = run;
            core.Token = token.CanBeCanceled || core.depth <= 1 ? token : outerToken;
        }

        public void Dispose()
        {
            current = outer;
            (core.Run, core.Token) = (outerRun, outerToken);
            GC.KeepAlive(core.template); // its functions, which this VM calls as well
        }
    }
}
