using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store;
using LuaVm.Store.Documents;
using LuaVm.Store.Encoding;

namespace LuaVm.Exports;

/// <summary>Entries of stores as callers pass and get them. Throws <see cref="LuaFault"/>.</summary>
internal static unsafe class StoreData
{
    private const int EntryBytes = 128; // of two arrays and a place among the others

    internal static byte[] Key(LuaValue* key)
    {
        Envelope.CheckValue(key, "key");
        Span<byte> room = stackalloc byte[KeyCodec.Maximum];
        return KeyCodec.Write(*key, room).ToArray();
    }

    /// <summary>Writes, charged to the process until they are done.</summary>
    internal static int Put(PersistentTable table, ReadOnlySpan<AbiStoreEntry> entries)
    {
        table.CheckWrite();
        if (entries.IsEmpty) return 0;
        var buffer = new ByteBuffer();
        var writes = new StoreWrite[entries.Length];
        var ledger = new StoreLedger(table.Options);
        long bytes = 0;
        try
        {
            for (var i = 0; i < entries.Length; i++)
            {
                writes[i] = Write(table, entries[i], buffer);
                bytes += EntryBytes + writes[i].Key.Length + (writes[i].Value?.Length ?? 0);
                ledger.Settle(bytes);
            }
            return Waiting.For(table.Backend.Apply(writes, CancellationToken.None));
        }
        finally
        {
            ledger.Settle(0);
        }
    }

    /// <summary>A result with one value; nil where there is none. Null: no memory.</summary>
    internal static LuaResult* Value(byte[]? encoded)
    {
        LuaValue value = default;
        if (encoded is null) return NativeMethods.shim_result_copy(&value, 1);
        using var room = new ProcessBuffer();
        value = ValueReader.Build(encoded, room.Take(ValueReader.Measure(encoded)));
        return NativeMethods.shim_result_copy(&value, 1);
    }

    /// <summary>A result with one table of {key, value}. Null: no memory.</summary>
    internal static LuaResult* List(IReadOnlyList<StoreEntry> entries)
    {
        using var room = new ProcessBuffer();
        var fixedBytes = (long)(sizeof(LuaTable) + sizeof(LuaValue)) + (entries.Count * (long)EntrySize);
        var bytes = fixedBytes;
        foreach (var entry in entries) bytes += Aligned(entry.Key.Length) + Aligned(ValueReader.Measure(entry.Value));
        var at = room.Take(bytes);
        var list = (LuaTable*)at;
        var items = (LuaValue*)(list + 1);
        *list = new LuaTable { ItemCount = (nuint)entries.Count, Items = items };
        at = (byte*)(items + entries.Count);
        for (var i = 0; i < entries.Count; i++) items[i] = Pair(entries[i], ref at);
        var value = new LuaValue { Type = LuaType.Table, Table = list };
        return NativeMethods.shim_result_copy(&value, 1);
    }

    /// <summary>Of a {key, value}: its place in the list, its table, its items, a string's bytes.</summary>
    private static int EntrySize => (3 * sizeof(LuaValue)) + sizeof(LuaTable) + sizeof(LuaBytes);

    private static LuaValue Pair(in StoreEntry entry, ref byte* at)
    {
        var table = (LuaTable*)at;
        var items = (LuaValue*)(table + 1);
        var bytes = (LuaBytes*)(items + 2);
        at = (byte*)(bytes + 1);
        *table = new LuaTable { ItemCount = 2, Items = items };
        if (!KeyCodec.TryRead(entry.Key, out items[0], out var text)) throw KeyCodec.Damaged();
        if (items[0].Type == LuaType.Bytes)
        {
            text.CopyTo(new Span<byte>(at, text.Length));
            *bytes = new LuaBytes { Data = at, Length = (nuint)text.Length };
            items[0].Bytes = bytes;
        }
        at += Aligned(entry.Key.Length);
        items[1] = ValueReader.Build(entry.Value, at);
        at += Aligned(ValueReader.Measure(entry.Value));
        return new LuaValue { Type = LuaType.Table, Table = table };
    }

    private static StoreWrite Write(PersistentTable table, in AbiStoreEntry entry, ByteBuffer buffer)
    {
        byte[] key;
        fixed (LuaValue* given = &entry.Key) key = Key(given);
        if (entry.Value.Type == LuaType.Nil && entry.Value.Flags == 0) return new StoreWrite(key, null, 0);
        buffer.Reset();
        ValueWriter.Write(buffer, entry.Value, table.Options.ValueBytes);
        return new StoreWrite(key, buffer.Written.ToArray(), table.ExpiresIn(entry.TtlMs));
    }

    private static long Aligned(long bytes) => (bytes + 7) & ~7L;
}
