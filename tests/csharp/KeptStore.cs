namespace LuaVm.Client.Tests;

/// <summary>A store in a dictionary, as a program keeps one; it fails where it is told to.</summary>
internal sealed class KeptStore : LuaStoreBackend
{
    public SortedDictionary<byte[], (byte[] Value, DateTimeOffset? Expires)> Entries { get; } =
        new(Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)));

    public Exception? Problem { get; set; }

    public int ClosedCount { get; private set; }

    public override byte[]? Get(ReadOnlySpan<byte> key, out DateTimeOffset? expires)
    {
        if (Problem != null) throw Problem;
        var there = Entries.TryGetValue(key.ToArray(), out var found);
        expires = found.Expires;
        return there ? found.Value : null;
    }

    public override void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DateTimeOffset? expires) =>
        Entries[key.ToArray()] = (value.ToArray(), expires);

    public override void Remove(ReadOnlySpan<byte> key) => Entries.Remove(key.ToArray());

    public override (long Keys, long Bytes) Size() =>
        (Entries.Count, Entries.Sum(static entry => entry.Key.Length + (long)entry.Value.Value.Length));

    public override byte[]? Next(ReadOnlySpan<byte> after)
    {
        foreach (var key in Entries.Keys)
            if (key.AsSpan().SequenceCompareTo(after) > 0) return key;
        return null;
    }

    public override void Closed() => ClosedCount++;
}
