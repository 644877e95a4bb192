using System.Buffers.Binary;

namespace LuaVm.Store.Encoding;

/// <summary>Bytes in the making, in an array that is used again.</summary>
internal class ByteBuffer
{
    private const int Kept = 1 << 16;
    private const int BetweenLooks = 1_024;

    private byte[] _bytes = new byte[256];
    private int _steps;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Starts over; what an unusually long value took is given back.</summary>
    public virtual void Reset()
    {
        Length = 0;
        if (_bytes.Length > Kept) _bytes = new byte[256];
    }

    public void Put(byte value)
    {
        if (Length == _bytes.Length) Grow(1);
        _bytes[Length++] = value;
    }

    public void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Take(bytes.Length));
    }

    public void PutDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    /// <summary>Seven bits in a byte, the lowest first, the top bit set in all but the last.</summary>
    public void PutVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Put((byte)(value | 0x80));
            value >>= 7;
        }
        Put((byte)value);
    }

    public Span<byte> Take(int count)
    {
        if (count > _bytes.Length - Length) Grow(count);
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    /// <summary>One more of many pieces of work.</summary>
    public void Step()
    {
        if (++_steps % BetweenLooks == 0) Look();
    }

    /// <summary>Now and then while there is much to do; throws to end it.</summary>
    private protected virtual void Look()
    {
    }

    /// <summary>Before it takes so much more memory; throws to prevent that.</summary>
    private protected virtual void Growing(int bytes)
    {
    }

    private void Grow(int count)
    {
        var size = Math.Max(_bytes.Length * 2L, (long)Length + count);
        if (size > Array.MaxLength) size = checked(Length + count);
        Growing((int)size - _bytes.Length);
        Array.Resize(ref _bytes, (int)size);
    }
}
