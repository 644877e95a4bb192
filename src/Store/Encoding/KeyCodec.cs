using System.Buffers.Binary;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Store.Encoding;

/// <summary>
/// Keys as bytes whose order by memcmp is that of the keys: docs/stores.md. A number is the largest double that is not
/// above it, made comparable, and how much it is above that, where it is: an integer beyond 2^53 lies between doubles.
/// </summary>
internal static unsafe class KeyCodec
{
    /// <summary>Longest key, encoded: a string of 1,024 bytes.</summary>
    public const int Maximum = 1 + 1024;

    private const ulong Sign = 1UL << 63;
    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>Encodes a key; what can be none is a <see cref="LuaFault"/>, Argument.</summary>
    /// <param name="key">A boolean, a number or a string.</param>
    /// <param name="to">Room for <see cref="Maximum"/>.</param>
    /// <returns>The part of <paramref name="to"/> that is the key.</returns>
    public static ReadOnlySpan<byte> Write(in LuaValue key, Span<byte> to)
    {
        if (key.Flags != 0) throw Refused();
        switch (key.Type)
        {
            case LuaType.Boolean:
                to[0] = key.Integer != 0 ? Tag.KeyTrue : Tag.KeyFalse;
                return to[..1];
            case LuaType.Integer:
                return Write(key.Integer, to);
            case LuaType.Number:
                return Write(key.Number, to);
            case LuaType.Bytes:
                if (key.Bytes == null || (key.Bytes->Data == null && key.Bytes->Length != 0))
                    throw new LuaFault(Status.Argument, "the key is a string, but its pointer is NULL");
                if (key.Bytes->Length >= Maximum)
                    throw new LuaFault(Status.Argument, $"the key is longer than {Quantity.Bytes(Maximum - 1)}");
                to[0] = Tag.KeyBytes;
                new ReadOnlySpan<byte>(key.Bytes->Data, (int)key.Bytes->Length).CopyTo(to[1..]);
                return to[..(1 + (int)key.Bytes->Length)];
            default:
                throw Refused();
        }
    }

    /// <summary>
    /// Decodes a key. False: it is none. A string's bytes are <paramref name="bytes"/>; <paramref name="key"/> then says
    /// that it is a string and has no pointer.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out LuaValue key, out ReadOnlySpan<byte> bytes)
    {
        key = default;
        bytes = default;
        switch (from.IsEmpty ? default : from[0])
        {
            case Tag.KeyFalse or Tag.KeyTrue when from.Length == 1:
                key.Type = LuaType.Boolean;
                key.Integer = from[0] == Tag.KeyTrue ? 1 : 0;
                return true;
            case Tag.KeyNumber:
                return TryReadNumber(from[1..], ref key);
            case Tag.KeyBytes when from.Length <= Maximum:
                key.Type = LuaType.Bytes;
                bytes = from[1..];
                return true;
            default:
                return false;
        }
    }

    /// <summary>What to say of bytes that are no key.</summary>
    public static LuaFault Damaged() =>
        new(Status.Runtime, "a stored key cannot be read; the store was damaged, or written by something else");

    private static ReadOnlySpan<byte> Write(long number, Span<byte> to)
    {
        var below = (double)number;
        if (below >= TwoTo63 || (long)below > number) below = double.BitDecrement(below);
        var above = number - (long)below;
        WriteDouble(below, to);
        if (above == 0) return to[..9];
        BinaryPrimitives.WriteUInt16BigEndian(to[9..], (ushort)above);
        return to[..11];
    }

    private static ReadOnlySpan<byte> Write(double number, Span<byte> to)
    {
        if (double.IsNaN(number)) throw new LuaFault(Status.Argument, "a key cannot be NaN");
        if (IsInteger(number)) return Write((long)number, to); // 1.0 is 1, -0.0 is 0
        WriteDouble(number, to);
        return to[..9];
    }

    private static void WriteDouble(double number, Span<byte> to)
    {
        var bits = BitConverter.DoubleToUInt64Bits(number);
        to[0] = Tag.KeyNumber;
        BinaryPrimitives.WriteUInt64BigEndian(to[1..], (bits & Sign) != 0 ? ~bits : bits | Sign);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> from, ref LuaValue key)
    {
        if (from.Length is not (8 or 10)) return false;
        var bits = BinaryPrimitives.ReadUInt64BigEndian(from);
        var number = BitConverter.UInt64BitsToDouble((bits & Sign) != 0 ? bits & ~Sign : ~bits);
        if (double.IsNaN(number) || bits == ~Sign) return false; // of two zeros one is a key
        if (IsInteger(number))
        {
            key.Type = LuaType.Integer;
            key.Integer = (long)number;
            if (from.Length == 8) return true;
            var above = BinaryPrimitives.ReadUInt16BigEndian(from[8..]);
            key.Integer = unchecked(key.Integer + above);
            return above != 0 && double.BitIncrement(number) - number > above;
        }
        key.Type = LuaType.Number;
        key.Number = number;
        return from.Length == 8;
    }

    private static bool IsInteger(double number) =>
        number >= -TwoTo63 && number < TwoTo63 && Math.Floor(number) == number;

    private static LuaFault Refused() =>
        new(Status.Argument, "a key of a store is a string, a number or a boolean");
}
