using LuaVm.Interop;

namespace LuaVm.Core.Services;

/// <summary>Many small pieces of <see cref="ServiceCall.Memory"/>, taken from it in larger ones.</summary>
public unsafe ref struct ReplyMemory(ServiceCall call)
{
    private const nuint Smallest = 1 << 10;
    private const nuint Largest = 64 << 10;

    private readonly ServiceCall _call = call;
    private byte* _at;
    private nuint _left;
    private nuint _next = Smallest;

    /// <summary>Aligned to 16 bytes. Throws <see cref="LuaFault"/>.</summary>
    public byte* Take(nuint bytes)
    {
        bytes = (bytes + 15) & ~(nuint)15;
        if (bytes > _left)
        {
            if (bytes > _next / 4) return _call.Memory(bytes);
            _at = _call.Memory(_next);
            _left = _next;
            _next = nuint.Min(_next * 2, Largest);
        }
        var taken = _at;
        _at += bytes;
        _left -= bytes;
        return taken;
    }

    /// <summary>A string value that points to bytes which last until the answer is read.</summary>
    public LuaValue Point(byte* data, int length)
    {
        var bytes = (LuaBytes*)Take((nuint)sizeof(LuaBytes));
        bytes->Data = data;
        bytes->Length = (nuint)length;
        return new LuaValue { Type = LuaType.Bytes, Bytes = bytes };
    }

    /// <summary>A string value: a copy.</summary>
    public LuaValue Copy(scoped ReadOnlySpan<byte> bytes)
    {
        var data = Take((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        data[bytes.Length] = 0;
        return Point(data, bytes.Length);
    }

    /// <summary>A table value whose items and pairs the caller fills in.</summary>
    public LuaValue Table(int items, int pairs, out LuaTable* table)
    {
        table = (LuaTable*)Take((nuint)sizeof(LuaTable));
        table->Id = 0;
        table->ItemCount = (nuint)items;
        table->PairCount = (nuint)pairs;
        table->Items = (LuaValue*)Take((nuint)sizeof(LuaValue) * (nuint)items);
        table->Pairs = (LuaPair*)Take((nuint)sizeof(LuaPair) * (nuint)pairs);
        return new LuaValue { Type = LuaType.Table, Table = table };
    }
}
