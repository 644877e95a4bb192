using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>
/// The run of a VM: its limits, its pieces, and the time it waits for services. Used on the thread that has the VM.
/// </summary>
internal sealed unsafe class VmRun(Vm vm, VmOptions options)
{
    private Limits _running;
    private long _served; // nanoseconds of this run
    private bool _serviceOver;
    private ulong _number;

    /// <summary>Of the run under way, the same in all its slices.</summary>
    internal ulong Number => _number;

    /// <summary>The native VM; 0: none.</summary>
    internal nint Native;

    /// <summary>A run did not come back in order: nothing may be done with the VM any more.</summary>
    internal bool Broken { get; private set; }

    /// <summary>What a limit has to say about a status; null: nothing.</summary>
    internal string? Message(Status status) => LimitMessage.For(status, _running, group: options.Group);

    /// <summary>Begins what runs no script: nothing stops it.</summary>
    internal void BeginOwn()
    {
        _running = options.Limits;
        NativeMethods.shim_vm_begin(Native, long.MaxValue, Unkillable);
    }

    /// <summary>An epoch that nobody asks to kill: what is under way is the library's own.</summary>
    private const ulong Unkillable = (1UL << 56) - 1;

    /// <summary>What runs is to end.</summary>
    internal bool Killed => NativeMethods.shim_vm_killed(Native) != 0;

    internal Status Charge(nuint bytes) => (Status)NativeMethods.shim_vm_charge(Native, bytes);

    internal void Discharge(nuint bytes)
    {
        if (Native != 0) NativeMethods.shim_vm_discharge(Native, bytes);
    }

    /// <summary>Tells of what the collector has found to be lost.</summary>
    internal void Flush() => NativeMethods.shim_vm_flush(Native);

    internal void Spend(long fuel) => NativeMethods.shim_vm_spend(Native, fuel);

    /// <summary>A wait begins; returns when.</summary>
    internal long BeginService()
    {
        if (options.ServiceTimeApart) vm.Clock.Pause();
        return Watchdog.Now;
    }

    /// <summary>Milliseconds that a wait may still take; -1: the watchdog sees to it. Stops the run when there are none left.</summary>
    internal int ServiceLeft(long begun)
    {
        if (!options.ServiceTimeApart) return Timeout.Infinite;
        var left = RunClock.Nanoseconds(options.ServiceMs) - _served - (Watchdog.Now - begun);
        if (left > 0) return (int)Math.Min(left / 1_000_000 + 1, int.MaxValue);
        _serviceOver = true;
        vm.Kill(vm.Clock.Epoch, Status.Timeout);
        return 0;
    }

    internal void EndService(long begun)
    {
        var took = Watchdog.Now - begun;
        _served += took;
        NativeMethods.shim_vm_serve(Native, (ulong)took);
        if (options.ServiceTimeApart) vm.Clock.GoOn(vm);
    }

    internal Status Begin(in Limits limits)
    {
        if (NativeMethods.shim_vm_waits(Native) != 0)
        {
            throw new LuaFault(Status.Busy,
                "a run of this VM waits; resume it (vm_resume), end it so (cancelled), or reset the VM");
        }
        Start(limits == default ? options.Limits : limits.Over(options.Limits));
        if (!vm.IsClosing) return Status.Ok;
        NativeMethods.shim_vm_end(Native);
        return Status.Closed;
    }

    private void Start(in Limits limits)
    {
        _running = limits;
        _number++;
        _served = 0;
        _serviceOver = false;
        var fuel = (long)Math.Min(limits.Fuel, long.MaxValue);
        NativeMethods.shim_vm_begin(Native, fuel, vm.Clock.NextEpoch());
        if (limits.WallMs != Quantity.Unlimited) vm.Clock.Start(vm, RunClock.Nanoseconds(limits.WallMs));
    }

    internal Status GoOn(in Limits limits)
    {
        if (NativeMethods.shim_vm_waits(Native) == 0)
        {
            throw new LuaFault(Status.Argument,
                "no run of this VM waits; vm_resume follows a call that answered pending or yielded");
        }
        RefuseLimits(limits, "a resumed run has the limits it began with");
        NativeMethods.shim_vm_go_on(Native, vm.Clock.NextEpoch());
        vm.Clock.GoOn(vm);
        if (!vm.IsClosing) return Status.Ok;
        NativeMethods.shim_vm_end(Native);
        return Status.Closed;
    }

    private static void RefuseLimits(in Limits limits, string why)
    {
        if (limits != default) throw new LuaFault(Status.Argument, $"{why}; leave those of the options 0");
    }

    internal Status RunNested(ref ShimRun run, in Limits limits, out LuaResult* result)
    {
        result = null;
        RefuseLimits(limits, "a call from within a host function has the limits of the run it is part of");
        if (run.SliceFuel != 0)
            throw new LuaFault(Status.Argument, "a call from within a host function cannot yield; leave slice_fuel 0");
        return RunNative(ref run, out result);
    }

    internal Status RunNative(ref ShimRun run, out LuaResult* result)
    {
        run.OutputBytes = _running.OutputBytes;
        run.ResultBytes = _running.ResultBytes;
        LuaResult* made = null;
        var broken = Broken;
        Broken = true; // unless it comes back in order
        Status status;
        fixed (ShimRun* asked = &run) status = (Status)NativeMethods.shim_vm_run(Native, asked, &made);
        Broken = broken;
        if (status is not (Status.Ok or Status.Pending or Status.Yielded))
        {
            var over = _serviceOver ? options.ServiceMs : 0;
            RunMessage.Explain(LimitMessage.For(status, _running, run.ResultTooLarge != 0, options.Group, over), made);
        }
        result = made != null && NativeMethods.shim_vm_publish(Native, made) != 0 ? made : null;
        return made != null && result == null ? Status.Memory : status;
    }

    internal static void Count(RunKind kind, Status status)
    {
        if (kind is not (RunKind.Eval or RunKind.Call or RunKind.Resume)) return;
        VmProcess.CountEval(IsKill(status));
    }

    /// <summary>The run was ended from outside of its script.</summary>
    internal static bool IsKill(Status status) => status is Status.Memory or Status.Timeout or Status.Fuel or Status.Output
        or Status.Cancelled or Status.Quota or Status.Closed;

    internal Status MakeNative(ref ShimMake make, bool nested)
    {
        Status status;
        fixed (ShimMake* asked = &make) status = (Status)NativeMethods.shim_vm_make(Native, asked);
        if (nested) return status;
        vm.Clock.Stop();
        var cause = (Status)NativeMethods.shim_vm_end(Native);
        return status != Status.Ok && cause != Status.Ok ? cause : status;
    }
}
