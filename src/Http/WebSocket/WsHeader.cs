using System.Buffers.Binary;

namespace LuaVm.Http.WebSocket;

/// <summary>The head of a frame.</summary>
internal readonly record struct WsHeader(WsOpcode Opcode, bool IsLast, ulong Length)
{
    /// <summary>Longest, with the key of a mask.</summary>
    internal const int Maximum = 14;

    private const byte LastBit = 0x80, ReservedBits = 0x70, OpcodeBits = 0x0f;
    private const byte MaskBit = 0x80, LengthBits = 0x7f;
    private const int ControlMaximum = 125, Length16 = 126, Length64 = 127;

    internal bool IsControl => Opcode >= WsOpcode.Close;

    /// <summary>Bytes of the head of a server's frame that begins with these two.</summary>
    internal static int Size(ReadOnlySpan<byte> first) => (first[1] & LengthBits) switch
    {
        Length16 => 4,
        Length64 => 10,
        _ => 2,
    };

    /// <summary>Reads a server's. Throws <see cref="WsViolation"/>.</summary>
    internal static WsHeader Read(ReadOnlySpan<byte> head)
    {
        if ((head[0] & ReservedBits) != 0) throw WsViolation.Of("a reserved bit is set, and no extension was agreed on");
        if ((head[1] & MaskBit) != 0) throw WsViolation.Of("a frame of a server is masked");
        var header = new WsHeader((WsOpcode)(head[0] & OpcodeBits), (head[0] & LastBit) != 0, ReadLength(head));
        if (header.Opcode is not (WsOpcode.Continuation or WsOpcode.Text or WsOpcode.Binary or WsOpcode.Close or WsOpcode.Ping or WsOpcode.Pong))
            throw WsViolation.Of($"there is no opcode {(int)header.Opcode}");
        if (header.IsControl && !header.IsLast) throw WsViolation.Of("a control frame is in fragments");
        if (header.IsControl && header.Length > ControlMaximum) throw WsViolation.Of($"a control frame is longer than {ControlMaximum} bytes");
        return header;
    }

    /// <summary>Writes a client's, with the key of its mask, so that it ends where <paramref name="room"/> does; returns its size.</summary>
    internal int Write(Span<byte> room, ReadOnlySpan<byte> key)
    {
        var size = Length <= ControlMaximum ? 6 : Length <= ushort.MaxValue ? 8 : Maximum;
        var head = room[^size..];
        head[0] = (byte)((IsLast ? LastBit : 0) | (byte)Opcode);
        head[1] = (byte)(MaskBit | (size switch { 6 => (int)Length, 8 => Length16, _ => Length64 }));
        if (size == 8) BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)Length);
        else if (size == Maximum) BinaryPrimitives.WriteUInt64BigEndian(head[2..], Length);
        key.CopyTo(head[^key.Length..]);
        return size;
    }

    private static ulong ReadLength(ReadOnlySpan<byte> head)
    {
        var length = (ulong)(head[1] & LengthBits);
        if (length <= ControlMaximum) return length;
        var least = length == Length16 ? ControlMaximum + 1UL : ushort.MaxValue + 1UL;
        length = length == Length16 ? BinaryPrimitives.ReadUInt16BigEndian(head[2..]) : BinaryPrimitives.ReadUInt64BigEndian(head[2..]);
        if (length > long.MaxValue) throw WsViolation.Of("a length has its first bit set");
        return length >= least ? length : throw WsViolation.Of("a length takes more bytes than it needs");
    }
}
