using LuaVm.Core.Services;

namespace LuaVm.Store.Module;

/// <summary>
/// The iterator of pairs: by the key that it gave last, so that whatever happens to the table meanwhile, a key that is there
/// all the time comes once. It reads ahead, and forgets what it has read when its VM writes.
/// </summary>
internal sealed class StoreCursor : IDisposable
{
    private const int Ahead = 64;
    private const long AheadBytes = 32 << 10;

    /// <summary>What one costs while nothing is read ahead: itself and its longest key.</summary>
    private const long Cost = 1_280;

    public static readonly ServiceClass Class = new("store iterator",
        [new ServiceMethod("__call", StoreModule.Guarded(Step))]);

    private readonly StoreObject _store;
    private readonly long _epoch;
    private IReadOnlyList<StoreEntry> _ahead = [];
    private int _at;
    private byte[] _last = [];
    private long _version;
    private long _charged;
    private bool _done;

    public StoreCursor(StoreObject store)
    {
        _store = store;
        _epoch = store.Session.Epoch;
        store.Session.Host.Charge(Cost);
        _charged = Cost;
    }

    /// <summary>The next entry in order; false: there are no more.</summary>
    public bool TryNext(out StoreEntry entry)
    {
        entry = default;
        if (_done) return false;
        if (_at == _ahead.Count || _version != _store.Session.Version) Read();
        if (_ahead.Count == 0)
        {
            _done = true;
            return false;
        }
        entry = _ahead[_at++];
        _last = entry.Key;
        return true;
    }

    /// <summary>Also when scripts need it no more.</summary>
    public void Dispose()
    {
        _done = true;
        _ahead = [];
        if (_epoch == _store.Session.Epoch) _store.Session.Host.Discharge(_charged);
        _charged = 0;
    }

    private void Read()
    {
        var session = _store.Session;
        Recharge(Cost);
        _ahead = [];
        _at = 0;
        _version = session.Version;
        var read = session.Wait(_store.View().Next(_last, Ahead, AheadBytes, session.Abort.Token));
        long bytes = 0;
        foreach (var entry in read) bytes += entry.Bytes + 64;
        session.Host.Spend(read.Count + (bytes / 256));
        Recharge(Cost + bytes);
        _ahead = read;
    }

    private void Recharge(long bytes)
    {
        var host = _store.Session.Host;
        if (bytes > _charged) host.Charge(bytes - _charged);
        else host.Discharge(_charged - bytes);
        _charged = bytes;
    }

    private static void Step(ref ServiceCall call)
    {
        var cursor = call.Target<StoreCursor>();
        if (!cursor.TryNext(out var entry))
        {
            call.ReturnNil();
            return;
        }
        StoreReading.ReturnKey(ref call, entry.Key);
        StoreReading.Return(ref call, entry.Value);
    }
}
