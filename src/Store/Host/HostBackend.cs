using LuaVm.Store.Local;

namespace LuaVm.Store.Host;

/// <summary>
/// A table that a host keeps by callbacks: luavm_store_backend. Whatever writes goes through a transaction, which has its
/// writes to itself until they are known to fit.
/// </summary>
public sealed class HostBackend : IStoreBackend
{
    /// <summary>Writes that are made on another thread when they are more, so that a kill can end them half way.</summary>
    private const int Few = 8;

    private readonly StoreOptions _options;
    private readonly HostCalls _calls;
    private readonly HostTable _table;
    private readonly HostTurn _turn;
    private readonly WriteGate _gate;

    /// <summary>Uses the callbacks until it is disposed of. Throws <see cref="Core.LuaFault"/>.</summary>
    public HostBackend(StoreOptions options, in StoreCallbacks callbacks)
    {
        _options = options;
        _calls = new HostCalls(callbacks);
        _table = new HostTable(options, _calls);
        _turn = new HostTurn(_calls, options, _table.Close);
        _gate = new WriteGate(options.Timeout);
    }

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel)
    {
        var copy = key.ToArray();
        return _turn.Do(() => Now(_table.Get(copy, cancel)), cancel);
    }

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes, CancellationToken cancel)
    {
        var copy = after.ToArray();
        return _turn.Do(() => Now(_table.Next(copy, count, bytes, cancel)), cancel);
    }

    public ValueTask<StoreSize> Size(CancellationToken cancel) => _turn.Do(() => Now(_table.Size(cancel)), cancel);

    public async ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        using var held = await Enter(cancel).ConfigureAwait(false);
        return await Do(writes.Length, () => ApplyHeld(writes, cancel), cancel).ConfigureAwait(false);
    }

    public async ValueTask Clear(CancellationToken cancel)
    {
        using var held = await Enter(cancel).ConfigureAwait(false);
        await _turn.DoApart(
            () =>
            {
                _table.Clear(cancel).GetAwaiter().GetResult();
                return true;
            },
            cancel).ConfigureAwait(false);
    }

    public async ValueTask<IStoreTransaction> Begin(CancellationToken cancel)
    {
        _calls.CheckOutside();
        await _gate.Enter(cancel).ConfigureAwait(false);
        return new OverlayTransaction(this, _options,
            (clear, writes, stop) => Do(clear ? int.MaxValue : writes.Length, () => Write(clear, writes, stop), stop), _gate.Leave);
    }

    public void Dispose() => _turn.Close();

    /// <summary>The callbacks stay the host's: they are not released.</summary>
    public void Abandon()
    {
        _turn.Abandon();
        _turn.Close();
    }

    private int ApplyHeld(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        using var overlay = new OverlayTransaction(_table, _options,
            (clear, final, stop) => new(Write(clear, final, stop)), static () => { });
        var existed = Now(overlay.Apply(writes, cancel));
        overlay.Commit(cancel).GetAwaiter().GetResult();
        return existed;
    }

    private int Write(bool clear, ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel)
    {
        _table.Write(clear, writes.Span, cancel);
        return writes.Length;
    }

    private ValueTask<T> Do<T>(int writes, Func<T> work, CancellationToken cancel) =>
        writes > Few ? _turn.DoApart(work, cancel) : _turn.Do(work, cancel);

    private async ValueTask<Held> Enter(CancellationToken cancel)
    {
        _calls.CheckOutside();
        await _gate.Enter(cancel).ConfigureAwait(false);
        return new Held(_gate);
    }

    /// <summary>The result of what never waits.</summary>
    private static T Now<T>(ValueTask<T> done) => done.GetAwaiter().GetResult();

    private readonly struct Held(WriteGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
