using LuaVm.Interop;

namespace LuaVm.Core;

/// <content>How it comes into being and goes.</content>
public sealed unsafe partial class Vm
{
    private Status Open()
    {
        var options = new ShimOptions
        {
            Profile = (uint)_options.Profile,
            Flags = _options.MemoryCatchable ? 1u : 0u,
            MemoryBytes = Limits.MemoryBytes,
            MemorySoftBytes = Limits.MemorySoftBytes,
            Handle = Handle,
            User = _options.User,
            Account = _options.Group?.Account ?? 0,
            Libraries = (uint)_options.Libraries,
        };
        int status;
        var native = NativeMethods.shim_vm_open(&options, &status);
        if (native == 0) return (Status)status;
        Volatile.Write(ref _run.Native, native);
        foreach (var function in _functions?.All() ?? [])
        {
            var make = new ShimMake { Kind = MadeKind.Register, Function = function };
            _run.BeginOwn();
            var made = _run.MakeNative(ref make, nested: false);
            if (made == Status.Ok) continue;
            NativeMethods.shim_items_end(Close());
            return made;
        }
        return Status.Ok;
    }

    /// <summary>Where it fails there is no VM, or none after the reset.</summary>
    private Status MakeConstants()
    {
        if (_services is null) return Status.Ok;
        _opening = true;
        try
        {
            _services.MakeConstants();
            return Status.Ok;
        }
        catch (LuaFault fault)
        {
            NativeMethods.shim_items_end(Close());
            return fault.Status;
        }
        finally
        {
            _opening = false;
        }
    }

    private void MakeOwn(ref ShimMake make)
    {
        _run.BeginOwn();
        var status = _run.MakeNative(ref make, nested: false);
        if (status != Status.Ok) throw RunMessage.Refused(status, make, _run.Message(status));
    }

    /// <summary>Closes the native VM. What it returns is to be told to the host once no lock is held.</summary>
    private nint Close()
    {
        lock (_lifetime)
        {
            var native = _run.Native;
            _run.Native = 0;
            return native == 0 ? 0 : NativeMethods.shim_vm_close(native);
        }
    }

    /// <summary><see cref="Collect"/> for a thread that has the VM, with no run under way.</summary>
    internal Status CollectBetweenRuns(GcOperation operation, int argument, out long value)
    {
        value = 0;
        if (!FinalizersFit()) return Status.Unsupported;
        var status = _run.Begin(default); // finalizers of a trusted VM run scripts
        if (status != Status.Ok) return status;
        var figure = Collector.Run(_run.Native, operation, argument);
        NativeMethods.shim_vm_flush(_run.Native);
        Clock.Stop();
        status = (Status)NativeMethods.shim_vm_end(_run.Native);
        if (status == Status.Ok) value = figure;
        return status;
    }

    /// <summary>Finalizers, which a trusted VM alone has, need as much stack as any script.</summary>
    private bool FinalizersFit() =>
        _options.Profile != Profile.Trusted || NativeMethods.shim_stack_left() >= StackBytes;

    /// <summary>Whoever gets in last after Free closes the native VM; nobody gets in after that.</summary>
    private bool TryDestroy()
    {
        if (_turn.Take() != VmTurn.Answer.Taken) return false;
        Watchdog.Forget(this);
        var items = Close();
        Dismiss();
        _services?.Reset();
        NativeMethods.shim_items_end(items);
        _functions?.Close();
        return true;
    }

    /// <summary>It has not come into being: what was taken for it is given back.</summary>
    private void Abandon()
    {
        Volatile.Write(ref _closing, 1);
        _services?.Reset();
        _functions?.Close();
    }

    private void TakeFunctions()
    {
        foreach (var service in _options.Services ?? []) service.Attach(_services!);
        if (_options.Functions is not { } functions) return;
        _functions ??= new FunctionSet();
        functions.CopyTo(_functions);
    }

    /// <summary>Takes places under the caps. Throws <see cref="LuaFault"/>.</summary>
    private void Admit()
    {
        VmProcess.Admit();
        try
        {
            _options.Group?.Admit();
        }
        catch
        {
            VmProcess.Dismiss();
            throw;
        }
    }

    private void Dismiss()
    {
        VmProcess.Dismiss();
        _options.Group?.Dismiss();
    }
}
