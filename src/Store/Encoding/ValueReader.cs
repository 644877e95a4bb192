using System.Buffers.Binary;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Store.Encoding;

/// <summary>
/// Decodes values: docs/stores.md. Any bytes may come; what is no value is a <see cref="LuaFault"/>, Runtime. A value is
/// measured, and thereby checked, before it is built.
/// </summary>
internal unsafe ref struct ValueReader
{
    private readonly ReadOnlySpan<byte> _from;
    private int _at;
    private byte* _structs;
    private readonly byte* _text;
    private long _bytes;
    private int _depth;

    private ValueReader(ReadOnlySpan<byte> from, byte* structs, byte* text)
    {
        _from = from;
        _structs = structs;
        _text = text;
    }

    /// <summary>A value that is neither a string nor a table, or the bytes of a string.</summary>
    /// <returns>False: it is a table; see <see cref="Measure"/>.</returns>
    public static bool TryReadScalar(ReadOnlySpan<byte> from, out LuaValue value, out ReadOnlySpan<byte> text)
    {
        text = default;
        var reader = new ValueReader(from, null, null);
        reader.Begin();
        value = reader.Scalar(out var length);
        if (value.Type == LuaType.Table) return false;
        if (value.Type == LuaType.Bytes) text = from.Slice(reader._at - length, length);
        reader.End();
        return true;
    }

    /// <summary>What a table takes for an integer as a key, 1.0 as well; without the version in front.</summary>
    public static bool TryReadIndex(ReadOnlySpan<byte> from, out long index)
    {
        var key = new ValueReader(from, null, null).Scalar(out _);
        index = key.Integer;
        if (key.Type != LuaType.Number) return key.Type == LuaType.Integer;
        index = unchecked((long)key.Number);
        return key.Number is >= long.MinValue and < -(double)long.MinValue && index == key.Number;
    }

    /// <summary>How much memory <see cref="Build"/> needs.</summary>
    public static long Measure(ReadOnlySpan<byte> from)
    {
        var reader = new ValueReader(from, null, null);
        reader.Begin();
        reader.Skip(isKey: false);
        reader.End();
        return reader._bytes + from.Length;
    }

    /// <summary>Builds a value that has been measured.</summary>
    /// <param name="from">Need not stay.</param>
    /// <param name="memory">Aligned to 8, as large as <see cref="Measure"/> says; all that the value points to is there.</param>
    public static LuaValue Build(ReadOnlySpan<byte> from, byte* memory)
    {
        // The text is copied in one piece, behind all structs.
        var text = memory + (Measure(from) - from.Length);
        from.CopyTo(new Span<byte>(text, from.Length));
        var reader = new ValueReader(from, memory, text);
        reader.Begin();
        return reader.Make();
    }

    private void Begin()
    {
        var version = Byte();
        if (version == Tag.Version) return;
        throw Damaged(version > Tag.Version ? "it is in the encoding of a newer version" : "it does not begin as a value");
    }

    private readonly void End()
    {
        if (_at != _from.Length) throw Damaged("there is more behind it");
    }

    private void Skip(bool isKey)
    {
        var value = Scalar(out _);
        if (isKey && (value.Type == LuaType.Table || (value.Type == LuaType.Number && double.IsNaN(value.Number))))
            throw Damaged("a table has a key that can be none");
        if (value.Type == LuaType.Bytes) _bytes += sizeof(LuaBytes);
        if (value.Type != LuaType.Table) return;
        if (_depth++ == ValueWriter.DepthMaximum) throw Damaged("it is nested too deep");
        var (items, pairs) = Counts();
        _bytes += sizeof(LuaTable) + items * sizeof(LuaValue) + pairs * sizeof(LuaPair);
        for (long i = 0; i < items; i++) Skip(isKey: false);
        for (long i = 0; i < pairs; i++)
        {
            Skip(isKey: true);
            Skip(isKey: false);
        }
        _depth--;
    }

    private LuaValue Make()
    {
        var value = Scalar(out var length);
        if (value.Type == LuaType.Bytes)
        {
            value.Bytes = (LuaBytes*)Take(sizeof(LuaBytes));
            *value.Bytes = new LuaBytes { Data = _text + _at - length, Length = (nuint)length };
        }
        if (value.Type != LuaType.Table) return value;
        var (items, pairs) = Counts();
        var table = (LuaTable*)Take(sizeof(LuaTable));
        *table = new LuaTable
        {
            ItemCount = (nuint)items,
            Items = (LuaValue*)Take(items * sizeof(LuaValue)),
            PairCount = (nuint)pairs,
            Pairs = (LuaPair*)Take(pairs * sizeof(LuaPair)),
        };
        for (long i = 0; i < items; i++) table->Items[i] = Make();
        for (long i = 0; i < pairs; i++)
        {
            table->Pairs[i].Key = Make();
            table->Pairs[i].Value = Make();
        }
        value.Table = table;
        return value;
    }

    private byte* Take(long bytes)
    {
        _structs += bytes;
        return _structs - bytes;
    }

    private LuaValue Scalar(out int length)
    {
        length = 0;
        var tag = Byte();
        if (tag >= Tag.SmallInteger) return new() { Type = LuaType.Integer, Integer = tag & Tag.SmallMaximum };
        if ((tag & Tag.ShortBytes) != 0) return Text(length = tag & Tag.ShortMaximum);
        switch (tag)
        {
            case Tag.False or Tag.True:
                return new() { Type = LuaType.Boolean, Integer = tag };
            case Tag.Integer:
                var zigzag = Varint();
                return new() { Type = LuaType.Integer, Integer = (long)(zigzag >> 1) ^ -(long)(zigzag & 1) };
            case Tag.Number:
                var number = BinaryPrimitives.ReadDoubleLittleEndian(Span(sizeof(double)));
                return new() { Type = LuaType.Number, Number = number };
            case Tag.Bytes:
                return Text(length = (int)Count(1));
            case Tag.Table:
                return new() { Type = LuaType.Table };
            default:
                throw Damaged("it has an unknown tag");
        }
    }

    private LuaValue Text(int length)
    {
        _ = Span(length);
        return new() { Type = LuaType.Bytes };
    }

    private (long Items, long Pairs) Counts()
    {
        var items = Count(1);
        var pairs = Count(2);
        return (items, pairs);
    }

    /// <summary>A number of things of which each takes at least so many bytes of what is left.</summary>
    private long Count(int least)
    {
        var count = Varint();
        return count <= (ulong)((_from.Length - _at) / least) ? (long)count : throw Cut();
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return shift < 63 || next <= 1 ? value : throw Damaged("a number is too long");
        }
        throw Damaged("a number is too long");
    }

    private byte Byte() => _at < _from.Length ? _from[_at++] : throw Cut();

    private ReadOnlySpan<byte> Span(int count)
    {
        if (count > _from.Length - _at) throw Cut();
        _at += count;
        return _from.Slice(_at - count, count);
    }

    private static LuaFault Cut() => Damaged("it is cut off");

    private static LuaFault Damaged(string why) =>
        new(Status.Runtime, $"a stored value cannot be read: {why}; the store was damaged, or written by something else");
}
