using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace LuaVm.Http.WebSocket;

/// <summary>Sees whether a text that comes in pieces is UTF-8; pieces may end within a character.</summary>
internal struct WsText
{
    private const int Longest = 4; // bytes of a character

    private uint _begun; // what a piece has ended within, first byte lowest
    private int _count;

    /// <summary>False: it is not.</summary>
    internal bool Add(ReadOnlySpan<byte> piece)
    {
        Span<byte> character = stackalloc byte[Longest];
        while (_count > 0 && !piece.IsEmpty)
        {
            _begun |= (uint)piece[0] << (8 * _count++);
            piece = piece[1..];
            BitConverter.TryWriteBytes(character, _begun);
            var status = Rune.DecodeFromUtf8(character[.._count], out _, out _);
            if (status == OperationStatus.InvalidData) return false;
            if (status == OperationStatus.Done) (_begun, _count) = (0, 0);
        }
        var tail = Unfinished(piece);
        if (!Utf8.IsValid(piece[..^tail])) return false;
        foreach (var one in piece[^tail..]) _begun |= (uint)one << (8 * _count++);
        return true;
    }

    /// <summary>False: it ends within a character.</summary>
    internal bool End()
    {
        var whole = _count == 0;
        (_begun, _count) = (0, 0);
        return whole;
    }

    /// <summary>How many bytes at the end begin a character that may go on.</summary>
    private static int Unfinished(ReadOnlySpan<byte> piece)
    {
        for (var count = 1; count < Longest && count <= piece.Length; count++)
        {
            if ((piece[^count] & 0xc0) == 0x80) continue; // not the first of a character
            return Rune.DecodeFromUtf8(piece[^count..], out _, out _) == OperationStatus.NeedMoreData ? count : 0;
        }
        return 0;
    }
}
