using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Interop;

namespace LuaVm.Core.Services;

/// <summary>What services know of one VM, and what it does for them. Used on the thread that runs the VM.</summary>
public sealed unsafe class ServiceHost
{
    /// <summary>LUAVM_EVAL_KEEP_FUNCTIONS and LUAVM_EVAL_KEEP_TABLES: they come out as references.</summary>
    private const uint KeepFunctions = 2, KeepTables = 4;

    private readonly FunctionSet _functions;
    private readonly List<(string Path, ServiceClass Kind, object Target)> _constants = [];
    private readonly List<Action> _endings = [];
    private readonly List<Action<Status>> _runEndings = [];
    private readonly Dictionary<ServiceClass, ulong> _classes = [];
    private readonly object _gate = new();
    private readonly Action _wake;

    internal ServiceHost(Vm vm, FunctionSet functions)
    {
        Vm = vm;
        _functions = functions;
        _wake = Wake;
    }

    public Vm Vm { get; }

    /// <summary>Number of the run under way (vm_eval, vm_call), the same in all its slices.</summary>
    public ulong RunNumber => Vm.Current.Number;

    /// <summary>Adds a function under a path, "http.get"; while a service attaches.</summary>
    public void Function(string path, ServiceFunction function)
    {
        var name = Encoding.UTF8.GetBytes(path);
        fixed (byte* text = name)
        {
            var made = new HostFunction
            {
                StructSize = (uint)sizeof(HostFunction),
                Name = text,
                NameLength = (nuint)name.Length,
                Call = (delegate* unmanaged[Cdecl]<void*, HostCall*, HostReply*, int>)&ServiceEntry.Call,
                User = new ServiceEntry(this, path, function).Handle(),
                Release = (delegate* unmanaged[Cdecl]<void*, void>)&ServiceEntry.Release,
            };
            var held = NativeMethods.shim_function_new(&made);
            if (held != 0 && _functions.Put(path, held)) return;
            GCHandle.FromIntPtr((nint)made.User).Free();
            throw new LuaFault(Status.Memory, "the system has no memory for a function");
        }
    }

    /// <summary>Adds an object under a path, "json.null": the same for all scripts of the VM; while a service attaches.</summary>
    public void Constant(string path, ServiceClass kind, object target) => _constants.Add((path, kind, target));

    /// <summary>Whether a value is an object of a class that this VM has met.</summary>
    public bool Is(in LuaValue value, ServiceClass kind) =>
        value.Type == LuaType.Userdata && (value.Flags & LuaValue.IsObject) != 0
        && _classes.TryGetValue(kind, out var reference) && value.Object->Class == reference;

    /// <summary>Called when the state of scripts is gone: reset or freed, perhaps several times.</summary>
    public void OnReset(Action action) => _endings.Add(action);

    /// <summary>
    /// Called when a run has ended, with what it came to: all of it, not a slice or a nested call. The state of scripts
    /// is still there, and nothing of it runs.
    /// </summary>
    public void OnRunEnd(Action<Status> action) => _runEndings.Add(action);

    /// <summary>An object for scripts, in a form to be returned once.</summary>
    internal LuaValue NewObject(ServiceClass kind, object target)
    {
        var handle = GCHandle.Alloc(target);
        try
        {
            var make = new ShimMake
            {
                Kind = MadeKind.Object,
                ObjectClass = ClassOf(kind),
                Object = (void*)GCHandle.ToIntPtr(handle),
            };
            Vm.Make(ref make);
            return new LuaValue
            {
                Type = LuaType.Userdata,
                Flags = LuaValue.IsReference | LuaValue.IsTaken,
                Opaque = make.Reference,
            };
        }
        catch
        {
            handle.Free();
            (target as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Calls a function of the script as part of its run. The result goes to <see cref="ServiceCall.ReturnResult"/>,
    /// <see cref="ServiceCall.RaiseResult"/> or <see cref="Drop"/>: tables and functions in it are references.
    /// </summary>
    /// <param name="function">A reference.</param>
    /// <param name="arguments">What it gets.</param>
    /// <param name="result">Never null after <see cref="Status.Ok"/> or <see cref="Status.Runtime"/>.</param>
    public Status Run(ulong function, ReadOnlySpan<LuaValue> arguments, out LuaResult* result)
    {
        var key = new LuaValue { Type = LuaType.Function, Flags = LuaValue.IsReference, Opaque = function };
        fixed (LuaValue* values = arguments)
        {
            var run = new ShimRun
            {
                Kind = RunKind.Call,
                Flags = KeepFunctions | KeepTables,
                Key = &key,
                Values = values,
                ValueCount = (nuint)arguments.Length,
            };
            return Vm.Run(ref run, default, out result);
        }
    }

    /// <summary>Gives back a result of <see cref="Run"/>.</summary>
    public void Drop(LuaResult* result)
    {
        if (result == null) return;
        for (nuint i = 0; i < result->ValueCount; i++) Release(result->Values[i]);
        Release(result->Error);
        Vm.Release(result);
    }

    private void Release(in LuaValue value)
    {
        if ((value.Flags & LuaValue.IsReference) != 0) Vm.Release(value.Opaque);
    }

    /// <summary>Counts bytes held for the VM against its limit and the ledger. Throws <see cref="LuaFault"/>.</summary>
    public void Charge(long bytes)
    {
        var status = Vm.Current.Charge((nuint)bytes);
        if (status != Status.Ok) throw new LuaFault(status, "");
    }

    /// <summary>Disposes of the objects that scripts have lost; within a function of a service, and paid for in fuel.</summary>
    public void Collect()
    {
        Spend((long)(Vm.Memory().UsedBytes / 256) + 1);
        if (Vm.Collect(GcOperation.Collect, 0, out _) == Status.Ok) Vm.Current.Flush();
    }

    /// <summary>The same once a run has ended (<see cref="OnRunEnd"/>).</summary>
    public void CollectAfterRun() => Vm.CollectBetweenRuns(GcOperation.Collect, 0, out _);

    public bool TryCharge(long bytes) => Vm.Current.Charge((nuint)bytes) == Status.Ok;

    public void Discharge(long bytes) => Vm.Current.Discharge((nuint)bytes);

    /// <summary>Fuel for work by its size.</summary>
    public void Spend(long fuel) => Vm.Current.Spend(fuel);

    /// <summary>Now and then in long work: throws <see cref="ServiceStopped"/> once the VM has been stopped.</summary>
    public void Look()
    {
        if (Vm.Current.Killed) throw new ServiceStopped();
    }

    /// <summary>
    /// Waits on the VM's thread. When the VM is stopped meanwhile, <paramref name="abort"/> is cancelled and
    /// <see cref="ServiceStopped"/> thrown at once, also where there was nothing to wait for: what follows may be long.
    /// </summary>
    public void Await(Task task, CancellationTokenSource abort)
    {
        if (!task.IsCompleted || Vm.Current.Killed) WaitFor(task, abort);
        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await(Task, CancellationTokenSource)"/>
    public T Await<T>(Task<T> task, CancellationTokenSource abort)
    {
        if (!task.IsCompleted || Vm.Current.Killed) WaitFor(task, abort);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Something a wait is about has changed.</summary>
    internal void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>Makes the constants in a new state of the VM. Throws <see cref="LuaFault"/>.</summary>
    internal void MakeConstants()
    {
        foreach (var (path, kind, target) in _constants)
        {
            var value = NewObject(kind, target);
            fixed (byte* text = Encoding.UTF8.GetBytes(path))
            {
                var make = new ShimMake { Kind = MadeKind.Register, Path = text, PathLength = (uint)Encoding.UTF8.GetByteCount(path), Value = &value };
                Vm.Make(ref make);
            }
        }
    }

    /// <summary>A run has ended.</summary>
    internal void EndRun(Status status)
    {
        foreach (var ending in _runEndings) ending(status);
    }

    /// <summary>The VM's scripts are gone.</summary>
    internal void Reset()
    {
        _classes.Clear(); // their references went with the state
        foreach (var ending in _endings) ending();
    }

    private void WaitFor(Task task, CancellationTokenSource abort)
    {
        var begun = Vm.Current.BeginService();
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_wake);
        lock (_gate)
        {
            while (!task.IsCompleted && !Vm.Current.Killed) Monitor.Wait(_gate, Vm.Current.ServiceLeft(begun));
        }
        Vm.Current.EndService(begun);
        if (task.IsCompleted && !Vm.Current.Killed) return;
        _ = abort.CancelAsync();
        _ = task.ContinueWith(static t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
        throw new ServiceStopped();
    }

    private ulong ClassOf(ServiceClass kind)
    {
        if (_classes.TryGetValue(kind, out var reference)) return reference;
        reference = new ServiceClassMaker(this, kind).Make();
        _classes[kind] = reference;
        return reference;
    }
}
