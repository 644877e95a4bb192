using LuaVm.Core;
using LuaVm.Store.Local;

namespace LuaVm.Store.Host;

/// <summary>One call of a host's callbacks at a time, the last of all to release them.</summary>
/// <param name="calls">The callbacks.</param>
/// <param name="options">Whose timeout is the longest wait for the turn.</param>
/// <param name="ended">Called behind all of them.</param>
internal sealed class HostTurn(HostCalls calls, StoreOptions options, Action ended)
{
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _released;
    private bool _closed;
    private volatile bool _isSlow;

    /// <summary>Does something with the callbacks: now, if the turn can be had at once, else on whatever thread gets it; apart
    /// where it took long the last time.</summary>
    public ValueTask<T> Do<T>(Func<T> work, CancellationToken cancel)
    {
        if (_isSlow) return DoApart(work, cancel);
        calls.CheckOutside();
        return _turn.Wait(0, CancellationToken.None) ? new(DoNow(work)) : DoLater(work, cancel);
    }

    /// <summary>The same on another thread, so that whoever waits can be told to give up: what takes long.</summary>
    public async ValueTask<T> DoApart<T>(Func<T> work, CancellationToken cancel)
    {
        calls.CheckOutside();
        if (!await _turn.WaitAsync(options.Timeout, cancel).ConfigureAwait(false)) throw WriteGate.Late(options.Timeout);
        return await Task.Run(() => DoNow(work), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Releases them as soon as nobody is within one.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        TryRelease();
    }

    /// <summary>They are not released, whatever happens.</summary>
    public void Abandon() => Volatile.Write(ref _released, 1);

    private async ValueTask<T> DoLater<T>(Func<T> work, CancellationToken cancel)
    {
        if (!await _turn.WaitAsync(options.Timeout, cancel).ConfigureAwait(false)) throw WriteGate.Late(options.Timeout);
        return DoNow(work);
    }

    private T DoNow<T>(Func<T> work)
    {
        var begun = options.Clock.GetTimestamp();
        try
        {
            return Volatile.Read(ref _closed) ? throw new LuaFault(Status.Runtime, "the store is closed") : work();
        }
        finally
        {
            _isSlow = options.Clock.GetElapsedTime(begun) > s_slow;
            _turn.Release();
            if (Volatile.Read(ref _closed)) TryRelease();
        }
    }

    private void TryRelease()
    {
        if (!_turn.Wait(0)) return; // whoever has it does this when it gives it back
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            calls.Release();
            ended();
        }
        _turn.Release();
    }
}
