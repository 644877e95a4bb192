namespace LuaVm.Client;

/// <summary>A store that a program keeps itself: bytes for bytes. One call at a time, from any thread. What a call throws
/// comes out of what used the store, as the inner exception; nothing may have been written then.</summary>
public abstract class LuaStoreBackend
{
    /// <summary>Reads an entry; null: there is none.</summary>
    /// <param name="key">1 to 1,025 bytes.</param>
    /// <param name="expires">When the entry is gone; null: it stays.</param>
    public abstract byte[]? Get(ReadOnlySpan<byte> key, out DateTimeOffset? expires);

    /// <summary>Writes an entry.</summary>
    /// <param name="key">Of it.</param>
    /// <param name="value">Any bytes.</param>
    /// <param name="expires">When it is gone; null: it stays.</param>
    public abstract void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, DateTimeOffset? expires);

    /// <summary>Deletes an entry, if it is there.</summary>
    /// <param name="key">Of it.</param>
    public abstract void Remove(ReadOnlySpan<byte> key);

    /// <summary>The number of keys, and the bytes of keys and values.</summary>
    public abstract (long Keys, long Bytes) Size();

    /// <summary>The first key behind one that need not be there, in the order of bytes; null: there are no more.</summary>
    /// <param name="after">Empty: in front of all.</param>
    public abstract byte[]? Next(ReadOnlySpan<byte> after);

    /// <summary>Called once, behind all other calls, when the store is closed.</summary>
    public virtual void Closed()
    {
    }
}
