using LuaVm.Store.Local;

namespace LuaVm.Store.Host;

/// <summary>Keys of entries that expire, as far as they are known, charged. For one thread at a time.</summary>
internal sealed class HostExpiry(StoreLedger ledger)
{
    private const int EntryBytes = 256; // in a tree and a table

    private readonly Dictionary<byte[], long> _byKey = new(KeyComparer.Instance);
    private readonly SortedSet<(long Expires, byte[] Key)> _byTime = new(Comparer<(long Expires, byte[] Key)>.Create(
        static (x, y) => x.Expires != y.Expires ? x.Expires.CompareTo(y.Expires) : x.Key.AsSpan().SequenceCompareTo(y.Key)));

    private long _bytes;

    /// <summary>What an entry now has; 0: it stays, or is gone. False: there is no room to remember it.</summary>
    public bool TryNote(byte[] key, long expires)
    {
        if (_byKey.TryGetValue(key, out var before))
        {
            if (before == expires) return true;
            Forget(key, before);
        }
        if (expires == 0) return true;
        if (!ledger.TrySettle(_bytes + EntryBytes + key.Length)) return false;
        _bytes += EntryBytes + key.Length;
        _byKey.Add(key, expires);
        _byTime.Add((expires, key));
        return true;
    }

    /// <summary>A key whose time was over, once.</summary>
    public bool TryTake(long now, out byte[] key)
    {
        key = [];
        if (_byTime.Count == 0 || _byTime.Min.Expires > now) return false;
        key = _byTime.Min.Key;
        Forget(key, _byTime.Min.Expires);
        return true;
    }

    /// <summary>Nobody asks any more.</summary>
    public void Close() => ledger.Settle(0);

    private void Forget(byte[] key, long expires)
    {
        _byKey.Remove(key);
        _byTime.Remove((expires, key));
        _bytes -= EntryBytes + key.Length;
        ledger.Settle(_bytes);
    }
}
