using System.Runtime.InteropServices;

namespace LuaVm.Cache;

/// <summary>
/// A key and its value, in one block outside the managed heap: a large cache then costs the collector nothing. Who
/// reads it holds it, so that its bytes stay while they are read whatever happens to it meanwhile.
/// </summary>
internal sealed unsafe class CacheEntry : IBytesKey
{
    private readonly byte* _block;
    private readonly int _keyLength;
    private int _holders = 1;

    /// <summary>Copies both. Throws <see cref="OutOfMemoryException"/>.</summary>
    internal CacheEntry(ReadOnlySpan<byte> key, CacheBytes value, CacheHolding holding, long expires)
    {
        _keyLength = key.Length;
        Length = value.Kept.Length;
        PlainLength = value.PlainLength;
        Holding = holding;
        Expires = expires;
        _block = (byte*)NativeMemory.Alloc((nuint)key.Length + (nuint)Length);
        key.CopyTo(new Span<byte>(_block, key.Length));
        value.Kept.CopyTo(new Span<byte>(_block + key.Length, Length));
    }

    /// <summary>Places in the two orders of use.</summary>
    internal EntryLink InCache, InHolding;

    /// <summary>Higher than that of all entries that were used before.</summary>
    internal long Used;

    /// <summary>Place in the <see cref="ExpiryHeap"/>.</summary>
    internal int HeapIndex = -1;

    internal CacheHolding Holding { get; set; }

    internal CacheTenant Tenant => Holding.Tenant;

    /// <summary>The clock's reading from which on it is gone; long.MaxValue: it stays.</summary>
    internal long Expires { get; }

    /// <summary>Bytes of the value as it is kept.</summary>
    internal int Length { get; }

    /// <summary>Bytes of the value before it was compressed; <see cref="Length"/> if it was not.</summary>
    internal int PlainLength { get; }

    public ReadOnlySpan<byte> Key => new(_block, _keyLength);

    internal byte* Value => _block + _keyLength;

    internal long Cost => ByteCache.CostOf(_keyLength, Length);

    internal void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>True: nobody holds it any more, and it is freed.</summary>
    internal bool Drop()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return false;
        NativeMemory.Free(_block);
        return true;
    }
}
