using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>
/// One VM: who may use it, for how long, and when its memory goes. Any thread may call; a second one in the same VM is
/// told <see cref="Status.Busy"/>.
/// </summary>
public sealed unsafe partial class Vm
{
    /// <summary>C stack an eval must find: the deepest script uses 448 KiB of it (measured).</summary>
    public const ulong StackBytes = 512 * 1024;

    /// <summary>Host functions that may be under way in one VM when it is used again.</summary>
    public const int NestingMaximum = 16;

    /// <summary>The running eval's number and deadline, which the watchdog reads.</summary>
    internal RunClock Clock = new();

    private readonly object _lifetime = new(); // the native VM does not go away while this is held
    private readonly VmRun _run;
    private readonly VmOptions _options;
    private FunctionSet? _functions;
    private readonly ServiceHost? _services;
    private VmTurn _turn;
    private int _closing;
    private bool _opening; // what scripts begin with is made; nobody else has the VM

    private Vm(ulong handle, in VmOptions options)
    {
        Handle = handle;
        _options = options;
        _run = new VmRun(this, options);
        if (options.Services is not { Count: > 0 }) return;
        _functions = new FunctionSet();
        _services = new ServiceHost(this, _functions);
    }

    /// <summary>A number of the caller's choice, unique among VMs.</summary>
    public ulong Handle { get; }

    /// <summary>It was freed; what still runs in it is to end.</summary>
    internal bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <summary>What it runs.</summary>
    internal VmRun Current => _run;

    public Limits Limits => _options.Limits;

    /// <summary>Who pays for it besides the process; null: nobody.</summary>
    public QuotaGroup? Group => _options.Group;

    /// <summary>It is freed, or will be once what runs in it has ended.</summary>
    public bool IsFreed => Volatile.Read(ref _closing) != 0;

    /// <summary>Makes a VM. Throws <see cref="LuaFault"/>.</summary>
    public static Vm Create(ulong handle, in VmOptions options)
    {
        var vm = new Vm(handle, options.Resolve());
        var status = Status.Internal;
        try
        {
            vm.TakeFunctions();
            vm.Admit();
            status = vm.Open();
            if (status == Status.Ok) status = vm.MakeConstants();
        }
        finally
        {
            if (status != Status.Ok) vm.Abandon();
        }
        if (status == Status.Ok) return vm;
        vm.Dismiss();
        throw new LuaFault(status, status == Status.Quota
            ? LimitMessage.For(Status.Quota, vm.Limits, group: vm._options.Group)!
            : vm._functions is not null
                ? "the system has no memory for a VM, or its limit is too small for the template's functions"
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
        var run = new ShimRun
        {
            Kind = RunKind.Eval,
            Flags = (options.KeepEnvironment ? 1u : 0u) | (options.Echo ? ShimRun.Echo : 0u),
            Text = source,
            Length = length,
            ChunkName = chunkName,
        };
        return Run(ref run, options.Limits, out result);
    }

    /// <summary>Runs anything. The result as for <see cref="Eval"/>. Throws <see cref="LuaFault"/>.</summary>
    /// <param name="run">What; some of it is written.</param>
    /// <param name="limits">Those that are not the VM's.</param>
    /// <param name="result">The published result block.</param>
    public Status Run(ref ShimRun run, in Limits limits, out LuaResult* result)
    {
        result = null;
        var status = Enter(out var nested);
        if (nested && run.Kind == RunKind.Resume) return Status.Busy;
        if (status != Status.Ok) return status;
        if (nested) return _run.RunNested(ref run, limits, out result);
        try
        {
            status = run.Kind == RunKind.Resume ? _run.GoOn(limits) : _run.Begin(limits);
            if (status != Status.Ok) return status;
            status = _run.RunNative(ref run, out result);
            var waits = NativeMethods.shim_vm_waits(_run.Native) != 0;
            if (waits) Clock.Pause();
            else Clock.Stop();
            if (waits) return status;
            _services?.EndRun(status);
            if (status is not (Status.Unsupported or Status.Argument)) VmRun.Count(run.Kind, status);
            return status;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Makes something for the host; what it is about may be thrown as a <see cref="LuaFault"/>.</summary>
    public void Make(ref ShimMake make)
    {
        if (_opening)
        {
            MakeOwn(ref make);
            return;
        }
        var status = Enter(out var nested, deepens: false);
        if (status != Status.Ok) throw new LuaFault(status, Refusal.Message(status));
        try
        {
            // What a run waits for may be an object that has yet to be made; its limits stay as they are meanwhile.
            var within = nested || NativeMethods.shim_vm_waits(_run.Native) != 0;
            if (!within) status = _run.Begin(default);
            if (status == Status.Ok) status = _run.MakeNative(ref make, within);
            if (status != Status.Ok) throw RunMessage.Refused(status, make, _run.Message(status));
        }
        finally
        {
            if (!nested) Leave();
        }
    }

    /// <summary>Makes a host function known to every script, also after a reset; the VM takes over who holds it.</summary>
    public void Register(string path, nint function)
    {
        // Before the VM is taken: who frees it meanwhile has to find it.
        var functions = Interlocked.CompareExchange(ref _functions, new FunctionSet(), null) ?? _functions!;
        var make = new ShimMake { Kind = MadeKind.Register, Function = function };
        Make(ref make);
        if (!functions.Put(path, function)) throw new LuaFault(Status.Closed, Refusal.Message(Status.Closed));
    }

    /// <summary>Gives a reference back; any thread, at any time. False: there is no such reference.</summary>
    public bool Release(ulong reference)
    {
        lock (_lifetime)
        {
            return _run.Native != 0 && NativeMethods.shim_vm_release(_run.Native, reference) != 0;
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
    public void Interrupt() => Kill(Clock.Epoch, Status.Cancelled);

    /// <summary>Starts over with the options it was made with.</summary>
    public Status Reset()
    {
        var status = Enter(out var nested, needsState: false);
        if (nested) return Status.Busy;
        if (status != Status.Ok) return status;
        try
        {
            var items = Close();
            status = Open();
            _services?.Reset();
            NativeMethods.shim_items_end(items);
            return status == Status.Ok ? MakeConstants() : status;
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
        var status = Enter(out var nested);
        if (status != Status.Ok) return status;
        if (nested)
        {
            value = Collector.Run(_run.Native, operation, argument);
            return Status.Ok;
        }
        try
        {
            return CollectBetweenRuns(operation, argument, out value);
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
            if (_run.Native != 0) NativeMethods.shim_vm_memory(_run.Native, &memory);
        }
        return memory;
    }

    /// <summary>Highest <see cref="LuaMemory.SystemBytes"/> since it was made or reset.</summary>
    public ulong SystemPeakBytes()
    {
        lock (_lifetime)
        {
            return _run.Native == 0 ? 0 : NativeMethods.shim_vm_system_peak(_run.Native);
        }
    }

    /// <summary>Ends the VM, at once or when its running eval, which is interrupted, returns. False: done before.</summary>
    public bool Free()
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0) return false;
        if (!TryDestroy()) Kill(Clock.Epoch, Status.Closed);
        return true;
    }

    /// <summary>Stops eval <paramref name="epoch"/>, if that is what runs.</summary>
    internal void Kill(ulong epoch, Status cause)
    {
        lock (_lifetime)
        {
            if (_run.Native == 0) return;
            NativeMethods.shim_vm_kill(_run.Native, epoch, (int)cause);
        }
        _services?.Wake();
    }

    /// <summary>Takes the VM for this thread, to be left again unless <paramref name="nested"/>.</summary>
    /// <param name="nested">A host function of this VM has not returned, on this very thread.</param>
    /// <param name="needsState">Refuse where a reset has failed.</param>
    /// <param name="deepens">A script may run, so host functions may be one level deeper.</param>
    private Status Enter(out bool nested, bool needsState = true, bool deepens = true)
    {
        nested = false;
        var turn = _turn.Take();
        if (turn == VmTurn.Answer.Taken)
        {
            if (!IsClosing && !_run.Broken && (_run.Native != 0 || !needsState)) return Status.Ok;
            var refusal = _run.Broken ? Status.Internal : IsClosing ? Status.Handle : Status.Closed;
            Leave();
            return refusal;
        }
        if (IsClosing) return Status.Handle;
        if (turn == VmTurn.Answer.Refused || _run.Native == 0) return Status.Busy;
        var depth = NativeMethods.shim_vm_depth(_run.Native);
        if (depth == 0) return Status.Busy; // the host is being told what is gone
        nested = true;
        return depth <= NestingMaximum || !deepens ? Status.Ok : Status.Unsupported;
    }

    private void Leave()
    {
        _turn.Give();
        if (IsClosing) TryDestroy();
    }
}
