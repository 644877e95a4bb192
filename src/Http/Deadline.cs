using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// The end of a task: its time is over, or its caller wants no more of it. What is to be undone then is done on the thread
/// pool and not on the caller's thread, which may be a VM's, with little stack.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _abort;
    private readonly CancellationTokenRegistration _registration;
    private int _disposed;

    /// <param name="milliseconds"><see cref="int.MaxValue"/>: none.</param>
    /// <param name="abort">The caller's.</param>
    internal Deadline(int milliseconds, CancellationToken abort)
    {
        Milliseconds = milliseconds;
        Token = _end.Token;
        _abort = abort;
        _registration = abort.UnsafeRegister(static end => _ = ((CancellationTokenSource)end!).CancelAsync(), _end);
        if (milliseconds != int.MaxValue) _end.CancelAfter(milliseconds);
    }

    internal int Milliseconds { get; }

    /// <summary>What it means for a request.</summary>
    internal LuaFault Over(HttpTarget target) =>
        new(Status.Timeout, $"{target.Host} did not finish within {Quantity.Milliseconds((ulong)Milliseconds)}");

    /// <summary>May be asked also when this has been disposed of.</summary>
    internal CancellationToken Token { get; }

    /// <summary>Has something done when the end has come; at once if it has.</summary>
    internal void OnEnd(Action<object?> action, object state) => Token.UnsafeRegister(action, state);

    /// <summary>The time is over, and the caller still waits.</summary>
    internal bool IsOver => _end.IsCancellationRequested && !_abort.IsCancellationRequested;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _registration.Dispose();
        _end.Dispose();
    }
}
