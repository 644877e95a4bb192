using System.Text.Encodings.Web;
using System.Text.Json;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Documents;

/// <summary>Writes all entries of a table as a document of JSON Lines: docs/stores.md.</summary>
internal static unsafe class StoreWriter
{
    public const int Version = 1;
    public const string Head = "luavm_store", Table = "table", Key = "key", Value = "value", Expires = "expires", Count = "count";

    /// <summary>JSON in JSON: a table of a value takes up to three levels.</summary>
    public const int Depth = (3 * ValueWriter.DepthMaximum) + 8;

    private const int Entries = 256;
    private const int EntriesBytes = 1 << 20;

    /// <summary>From one moment's state where the backend can. Throws <see cref="Core.LuaFault"/>.</summary>
    public static void Write(PersistentTable table, ProcessBuffer to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions
        {
            MaxDepth = Depth,
            SkipValidation = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        json.WriteNumber(Head, Version);
        json.WriteString(Table, table.Options.Table);
        End(json, to);
        var count = table.Options.ReadOnly ? WriteEntries(table.Backend, json, to) : WriteInTransaction(table.Backend, json, to);
        json.WriteStartObject();
        json.WriteNumber(Count, count);
        End(json, to);
    }

    private static long WriteInTransaction(IStoreBackend backend, Utf8JsonWriter json, ProcessBuffer to)
    {
        using var transaction = Waiting.For(backend.Begin(CancellationToken.None));
        return WriteEntries(transaction, json, to);
    }

    private static long WriteEntries(IStoreView view, Utf8JsonWriter json, ProcessBuffer to)
    {
        using var room = new ProcessBuffer();
        long count = 0;
        byte[] after = [];
        while (true)
        {
            var entries = Waiting.For(view.Next(after, Entries, EntriesBytes, CancellationToken.None));
            if (entries.Count == 0) return count;
            foreach (var entry in entries) Write(entry, json, to, room);
            count += entries.Count;
            after = entries[^1].Key;
        }
    }

    private static void Write(in StoreEntry entry, Utf8JsonWriter json, ProcessBuffer to, ProcessBuffer room)
    {
        if (!KeyCodec.TryRead(entry.Key, out var key, out var text)) throw KeyCodec.Damaged();
        json.WriteStartObject();
        json.WritePropertyName(Key);
        fixed (byte* data = text)
        {
            var bytes = new LuaBytes { Data = data, Length = (nuint)text.Length };
            if (key.Type == LuaType.Bytes) key.Bytes = &bytes;
            ValueText.Write(json, key);
        }
        json.WritePropertyName(Value);
        ValueText.Write(json, ValueReader.Build(entry.Value, room.Take(ValueReader.Measure(entry.Value))));
        if (entry.Expires != 0) json.WriteNumber(Expires, entry.Expires);
        End(json, to);
    }

    private static void End(Utf8JsonWriter json, ProcessBuffer to)
    {
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        to.Append((byte)'\n');
    }
}
