namespace LuaVm.Store;

/// <summary>An entry as a listing gives it; not to be written to.</summary>
/// <param name="Key">The encoded key.</param>
/// <param name="Value">The encoded value.</param>
/// <param name="Expires">When it is gone: milliseconds since 1970 in UTC; 0: it stays.</param>
public readonly record struct StoreEntry(byte[] Key, byte[] Value, long Expires)
{
    /// <summary>What it counts in listings and caps.</summary>
    public long Bytes => Key.Length + (long)Value.Length;
}
