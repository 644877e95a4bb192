using LuaVm.Store.Encoding;

namespace LuaVm.Store.Documents;

/// <summary>The keys that a table in a document has had so far: each may be there once.</summary>
/// <param name="items">1 to this many are taken.</param>
internal sealed class TableKeys(int items)
{
    private readonly HashSet<long> _indices = [];
    private readonly HashSet<string> _others = [];

    /// <summary>An encoded key. Throws <see cref="FormatException"/> where it was there.</summary>
    public void Add(ReadOnlySpan<byte> key)
    {
        var isNew = ValueReader.TryReadIndex(key, out var index)
            ? !(index >= 1 && index <= items) && _indices.Add(index)
            : _others.Add(System.Text.Encoding.Latin1.GetString(key));
        if (!isNew) throw new FormatException("a table has a key twice");
    }
}
