using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A call that the host carries on itself: in slices of <see cref="EvalOptions.SliceFuel"/>, and with the
/// answers of host functions that answer later. One thread may so run many VMs in turn.</summary>
/// <remarks>
/// It has its VM for itself until it is done or disposed of. What a script does throws nothing here:
/// <see cref="Status"/> says how a step ended, and <see cref="Get{T}"/> throws.
/// Owns: dispose of it, which ends a run that is not done. Threads: any, one at a time.
/// </remarks>
public sealed class LuaRun : IDisposable
{
    private readonly VmCore core;
    private readonly EvalOptions? options;
    private readonly CancellationToken token;
    private readonly int interrupts;
    private LuaResult? result;

    private LuaRun(VmCore core, EvalOptions? options, CancellationToken token)
    {
        (this.core, this.options, this.token) = (core, options, token);
        interrupts = core.Interrupts;
        if (!core.TryHold()) throw LuaVmException.For(LuaStatus.Busy);
    }

    /// <summary>How the last step ended: <see cref="LuaStatus.Yielded"/> and <see cref="LuaStatus.Pending"/> are not the
    /// end, everything else is.</summary>
    public LuaStatus Status => Result.Status;

    /// <summary>True once the run has ended.</summary>
    public bool IsDone => Status is not (LuaStatus.Yielded or LuaStatus.Pending);

    /// <summary>What the last step gave: at the end values and what was spent, after each what was printed. It ends with
    /// the next step.</summary>
    public LuaResult Result => result ?? throw new ObjectDisposedException(nameof(LuaRun));

    /// <summary>The values of <see cref="Result"/>: while it is pending, the arguments of the function that owes an answer.
    /// </summary>
    public LuaValues Values => Result.Values;

    /// <summary>The task of the host function that owes an answer; null where <see cref="Resume"/> gives it.</summary>
    public Task? Task => Status == LuaStatus.Pending ? Awaited?.Task : null;

    internal Pending? Awaited { get; set; }

    /// <summary>Goes on: after a slice; with the results of the function that owes them; or with those of its
    /// <see cref="Task"/>, which must be done.</summary>
    /// <param name="values">The results; none after a slice, and none for a task.</param>
    /// <returns>The new <see cref="Status"/>.</returns>
    /// <exception cref="InvalidOperationException">The run is done; or its task is not; or it has none to give values to.
    /// </exception>
    /// <exception cref="ArgumentException">A value has no form in Lua; the run waits on.</exception>
    public LuaStatus Resume(params ReadOnlySpan<LuaValue> values)
    {
        RequireWaiting();
        if (Status == LuaStatus.Yielded || Awaited == null) return Step(luavm_status.LUAVM_OK, values);
        if (!values.IsEmpty) throw new InvalidOperationException("this run is answered by its task");
        return Awaited.Task switch
        {
            { IsCompletedSuccessfully: true } => Answer(Awaited),
            { IsFaulted: true } failed => Fail(failed.Exception!.InnerException!),
            { IsCanceled: true } cancelled => Fail(new TaskCanceledException(cancelled)),
            _ => throw new InvalidOperationException("the task of this run is not done: await it first"),
        };
    }

    /// <summary>Goes on with an error in place of the results.</summary>
    /// <param name="error">What the script catches, or the run ends with.</param>
    /// <returns>The new <see cref="Status"/>.</returns>
    public LuaStatus Fail(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        RequireWaiting();
        return Step(luavm_status.LUAVM_RUNTIME, [LuaValue.From(error)]);
    }

    /// <summary>Ends the run as <see cref="LuaStatus.Cancelled"/>. Nothing happens if it is done.</summary>
    public void Cancel()
    {
        if (result is { Status: LuaStatus.Yielded or LuaStatus.Pending }) Step(luavm_status.LUAVM_CANCELLED, []);
    }

    /// <summary>The first value of a run that ended well.</summary>
    /// <typeparam name="T">See <see cref="LuaValue.As{T}"/>.</typeparam>
    /// <exception cref="InvalidOperationException">It is not done.</exception>
    /// <exception cref="LuaVmException">It failed: a subclass for each status. An exception that a host function threw
    /// comes out as it is.</exception>
    public T? Get<T>()
    {
        if (!IsDone) throw new InvalidOperationException("this run is not done");
        return Calls.Require(Result, token).Value.As<T>();
    }

    /// <summary>Ends a run that is not done, and gives its result back.</summary>
    public void Dispose()
    {
        Cancel();
        result?.Dispose();
        result = null;
    }

    internal static LuaRun Start(VmCore core, LuaFunction function, EvalOptions? options,
                                 ReadOnlySpan<LuaValue> arguments)
    {
        var run = new LuaRun(core, options, default);
        run.Begin(function, arguments);
        return run;
    }

    internal static LuaRun Start(VmCore core, ReadOnlySpan<byte> source, EvalOptions? options)
    {
        var run = new LuaRun(core, options, default);
        run.Begin(source);
        return run;
    }

    /// <summary>Runs a call to its end on the thread pool. The VM is taken now.</summary>
    internal static Task<LuaResult> Drive(VmCore core, EvalOptions? options, CancellationToken token,
                                          Action<LuaRun> begin)
    {
        if (token.IsCancellationRequested) return System.Threading.Tasks.Task.FromCanceled<LuaResult>(token);
        try
        {
            return new RunDriver(core, new LuaRun(core, options, token), token).Run(begin);
        }
        catch (BusyException busy)
        {
            return System.Threading.Tasks.Task.FromException<LuaResult>(busy);
        }
    }

    /// <summary>The result, which is the caller's from now on.</summary>
    internal LuaResult Detach()
    {
        var last = Result;
        result = null;
        return last;
    }

    /// <summary>True where nothing may go on: the token or an interrupt asks for the end.</summary>
    internal bool IsStopped => token.IsCancellationRequested || core.Interrupts != interrupts;

    internal void Begin(ReadOnlySpan<byte> source)
    {
        core.Step();
        try
        {
            result = IsStopped ? Calls.Cancelled() : Calls.EvalEntered(core, source, options, 0, token, this);
        }
        finally
        {
            core.Pause(over: result == null || IsDone);
        }
    }

    internal void Begin(LuaFunction function, ReadOnlySpan<LuaValue> arguments)
    {
        core.Step();
        try
        {
            result = IsStopped
                ? Calls.Cancelled()
                : Calls.CallEntered(core, function, arguments, options, 0, token, this);
        }
        finally
        {
            core.Pause(over: result == null || IsDone);
        }
    }

    private LuaStatus Answer(Pending pending)
    {
        LuaValue[] values;
        try
        {
            values = pending.Answer();
        }
        catch (Exception error)
        {
            return Fail(error);
        }
        return Step(luavm_status.LUAVM_OK, values);
    }

    private LuaStatus Step(luavm_status answer, ReadOnlySpan<LuaValue> values)
    {
        var owed = Awaited;
        core.Step();
        try
        {
            Awaited = null;
            var next = Calls.Resume(core, answer, values, options, token, this);
            // Refused before anything ran: the run waits on.
            if (next.Status is LuaStatus.Argument or LuaStatus.Busy or LuaStatus.Unsupported)
                Calls.Require(next, token);
            result!.Dispose();
            result = next;
        }
        catch
        {
            Awaited = owed;
            throw;
        }
        finally
        {
            core.Pause(over: IsDone);
        }
        return Status;
    }

    private void RequireWaiting()
    {
        if (IsDone) throw new InvalidOperationException("this run is done");
    }
}
