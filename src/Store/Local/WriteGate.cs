using LuaVm.Core;

namespace LuaVm.Store.Local;

/// <summary>One writer at a time; the others wait in line, without a thread, and no longer than they may.</summary>
internal sealed class WriteGate(TimeSpan timeout)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Takes the turn if it can be had at once.</summary>
    public bool TryEnter() => _turn.Wait(0);

    public async ValueTask Enter(CancellationToken cancel)
    {
        if (!await _turn.WaitAsync(timeout, cancel).ConfigureAwait(false)) throw Late(timeout);
    }

    /// <summary>On any thread.</summary>
    public void Leave() => _turn.Release();

    public static LuaFault Late(TimeSpan timeout) => new(Status.Timeout,
        $"another writer kept the store for {Quantity.Milliseconds((ulong)timeout.TotalMilliseconds)}; try again, "
        + "make transactions shorter, or allow more time (timeout_ms)");
}
