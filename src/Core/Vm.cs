using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>
/// One VM: who may use it, for how long, and when its memory goes. Any thread may call; a second one in the same VM is
/// told <see cref="Status.Busy"/>.
/// </summary>
public sealed unsafe class Vm
{
    /// <summary>C stack an eval must find: the deepest script uses 448 KiB of it (measured).</summary>
    public const ulong StackBytes = 512 * 1024;

    /// <summary>Read by the watchdog: the running eval's number and when it must end.</summary>
    internal ulong Epoch;
    internal long Deadline = Watchdog.Never;

    /// <summary>When the watchdog will look; written under its lock.</summary>
    internal long WatchedAt = Watchdog.Never;

    private readonly object _lifetime = new(); // _native does not go away while this is held
    private readonly VmOptions _options;
    private nint _native;
    private int _busy;
    private int _closing;
    private bool _broken;

    private Vm(ulong handle, in VmOptions options)
    {
        Handle = handle;
        _options = options;
    }

    /// <summary>A number of the caller's choice, unique among VMs.</summary>
    public ulong Handle { get; }

    public Limits Limits => _options.Limits;

    /// <summary>Makes a VM. Throws <see cref="LuaFault"/>.</summary>
    public static Vm Create(ulong handle, in VmOptions options)
    {
        var vm = new Vm(handle, options.Resolve());
        VmProcess.Admit();
        var status = vm.Open();
        if (status == Status.Ok) return vm;
        VmProcess.Dismiss();
        throw new LuaFault(status, status == Status.Quota
            ? LimitMessage.For(Status.Quota, vm.Limits)!
            : "the system has no memory for a VM");
    }

    /// <summary>
    /// Runs a source. The result is the caller's to free, null only where the system had no memory for one; it is
    /// null too for a refusal (<see cref="Status.Busy"/>, <see cref="Status.Closed"/> before the start, ...).
    /// </summary>
    /// <param name="source">Lua text, any bytes; may be null when empty.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="chunkName">NUL-terminated, with '@' in front.</param>
    /// <param name="options">This call's wishes.</param>
    /// <param name="result">The published result block.</param>
    public Status Eval(byte* source, nuint length, byte* chunkName, in EvalOptions options, out LuaResult* result)
    {
        result = null;
        var status = Enter();
        if (status != Status.Ok) return status;
        try
        {
            var limits = options.Limits.Over(Limits);
            Begin(limits);
            if (Volatile.Read(ref _closing) != 0)
            {
                NativeMethods.shim_vm_end(_native);
                return Status.Closed;
            }
            status = Run(source, length, chunkName, options, limits, out result);
            return status;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Throws where some print of an eval that echoes did not reach standard output.</summary>
    public static void CheckEcho()
    {
        var failure = NativeMethods.shim_echo_failure();
        if (failure != 0) throw new IOException(System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(failure));
    }

    /// <summary>Gives a result back. False: it is not a live one.</summary>
    public static bool Release(LuaResult* result) => NativeMethods.shim_block_free(result, 1) != 0;

    /// <summary>Stops what is running, if anything is.</summary>
    public void Interrupt() => Kill(Volatile.Read(ref Epoch), Status.Cancelled);

    /// <summary>Starts over with the options it was made with.</summary>
    public Status Reset()
    {
        var status = Enter(needsState: false);
        if (status != Status.Ok) return status;
        try
        {
            lock (_lifetime)
            {
                if (_native != 0) NativeMethods.shim_vm_close(_native);
                _native = 0;
                return Open();
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs or steers the collector; <paramref name="value"/> as luavm_gc_operation says.</summary>
    public Status Collect(GcOperation operation, int argument, out long value)
    {
        value = 0;
        var status = Enter();
        if (status != Status.Ok) return status;
        try
        {
            if (!FinalizersFit()) return Status.Unsupported;
            Begin(Limits); // finalizers of a trusted VM run scripts
            if (Volatile.Read(ref _closing) != 0)
            {
                NativeMethods.shim_vm_end(_native);
                return Status.Closed;
            }
            var figure = Collector.Run(_native, operation, argument);
            Volatile.Write(ref Deadline, Watchdog.Never);
            status = (Status)NativeMethods.shim_vm_end(_native);
            if (status == Status.Ok) value = figure;
            return status;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The memory counters of this moment.</summary>
    public LuaMemory Memory()
    {
        LuaMemory memory = default;
        memory.StructSize = (uint)sizeof(LuaMemory);
        memory.LimitBytes = Limits.MemoryBytes;
        memory.SoftBytes = Limits.MemorySoftBytes;
        lock (_lifetime)
        {
            if (_native != 0) NativeMethods.shim_vm_memory(_native, &memory);
        }
        return memory;
    }

    /// <summary>Highest <see cref="LuaMemory.SystemBytes"/> since it was made or reset.</summary>
    public ulong SystemPeakBytes()
    {
        lock (_lifetime)
        {
            return _native == 0 ? 0 : NativeMethods.shim_vm_system_peak(_native);
        }
    }

    /// <summary>Ends the VM, at once or when its running eval, which is interrupted, returns. False: done before.</summary>
    public bool Free()
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0) return false;
        if (!TryDestroy()) Kill(Volatile.Read(ref Epoch), Status.Closed);
        return true;
    }

    /// <summary>Stops eval <paramref name="epoch"/>, if that is what runs.</summary>
    internal void Kill(ulong epoch, Status cause)
    {
        lock (_lifetime)
        {
            if (_native != 0) NativeMethods.shim_vm_kill(_native, epoch, (int)cause);
        }
    }

    private Status Open()
    {
        var options = new ShimOptions
        {
            Profile = (uint)_options.Profile,
            Flags = _options.MemoryCatchable ? 1u : 0u,
            MemoryBytes = Limits.MemoryBytes,
            MemorySoftBytes = Limits.MemorySoftBytes,
        };
        int status;
        _native = NativeMethods.shim_vm_open(&options, &status);
        return (Status)status;
    }

    /// <summary>Finalizers, which a trusted VM alone has, need as much stack as any script.</summary>
    private bool FinalizersFit() =>
        _options.Profile != Profile.Trusted || NativeMethods.shim_stack_left() >= StackBytes;

    private Status Enter(bool needsState = true)
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            return Volatile.Read(ref _closing) == 0 ? Status.Busy : Status.Handle;
        if (Volatile.Read(ref _closing) == 0 && !_broken && (_native != 0 || !needsState)) return Status.Ok;
        var refusal = _broken ? Status.Internal : Volatile.Read(ref _closing) != 0 ? Status.Handle : Status.Closed;
        Leave();
        return refusal;
    }

    private void Leave()
    {
        Interlocked.Exchange(ref _busy, 0);
        if (Volatile.Read(ref _closing) != 0) TryDestroy();
    }

    /// <summary>Whoever gets in last after Free closes the native VM; nobody gets in after that.</summary>
    private bool TryDestroy()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0) return false;
        Watchdog.Forget(this);
        lock (_lifetime)
        {
            if (_native != 0) NativeMethods.shim_vm_close(_native);
            _native = 0;
        }
        VmProcess.Dismiss();
        return true;
    }

    private void Begin(in Limits limits)
    {
        Volatile.Write(ref Epoch, Epoch + 1);
        var fuel = (long)Math.Min(limits.Fuel, long.MaxValue);
        NativeMethods.shim_vm_begin(_native, fuel, Epoch);
        if (limits.WallMs == Quantity.Unlimited) return;
        var deadline = Watchdog.Now + (long)Math.Min(limits.WallMs, 1UL << 43) * 1_000_000;
        Volatile.Write(ref Deadline, deadline);
        Watchdog.Watch(this, deadline);
    }

    private Status Run(byte* source, nuint length, byte* chunkName, in EvalOptions options, in Limits limits,
        out LuaResult* result)
    {
        var eval = new ShimEval
        {
            Source = source,
            SourceLength = length,
            ChunkName = chunkName,
            OutputBytes = limits.OutputBytes,
            ResultBytes = limits.ResultBytes,
            KeepEnvironment = options.KeepEnvironment ? 1u : 0u,
            Echo = options.Echo ? 1u : 0u,
        };
        LuaResult* made = null;
        _broken = true; // unless it comes back in order
        var status = (Status)NativeMethods.shim_vm_eval(_native, &eval, &made);
        _broken = false;
        Volatile.Write(ref Deadline, Watchdog.Never);
        if (status != Status.Ok) Explain(status, limits, eval.ResultTooLarge != 0, made);
        result = made != null && NativeMethods.shim_result_publish(made) != 0 ? made : null;
        if (made != null && result == null) status = Status.Memory;
        if (status == Status.Unsupported) return status; // nothing ran
        VmProcess.CountEval(status is Status.Memory or Status.Timeout or Status.Fuel or Status.Output
            or Status.Cancelled or Status.Quota or Status.Closed);
        return status;
    }

    private static void Explain(Status status, in Limits limits, bool resultTooLarge, LuaResult* result)
    {
        if (result == null) return;
        var message = LimitMessage.For(status, limits, resultTooLarge);
        if (message is null) return;
        Span<byte> bytes = stackalloc byte[512];
        System.Text.Unicode.Utf8.FromUtf16(message, bytes, out _, out var written);
        fixed (byte* text = bytes)
        {
            _ = NativeMethods.shim_result_message(result, text, (nuint)written);
        }
    }
}
