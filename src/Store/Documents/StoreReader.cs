using System.Globalization;
using System.Text.Json;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Documents;

/// <summary>
/// Reads what <see cref="StoreWriter"/> has written, all of it before anything is stored. Faults (Syntax, Quota) name the line.
/// </summary>
internal unsafe ref struct StoreReader
{
    private const int EntryBytes = 128; // of two arrays and a place in the list

    private readonly PersistentTable _table;
    private readonly StoreLedger _ledger;
    private readonly List<StoreWrite> _writes = [];
    private readonly ByteBuffer _buffer = new();
    private readonly byte[] _key = new byte[KeyCodec.Maximum];
    private readonly long _now;
    private long _bytes;
    private int _line;

    private StoreReader(PersistentTable table)
    {
        _table = table;
        _ledger = new StoreLedger(table.Options);
        _now = table.Options.Clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Stores the entries of a document, all or none, over what is there. Returns how many it has.</summary>
    public static long Import(PersistentTable table, ReadOnlySpan<byte> document)
    {
        table.CheckWrite();
        var reader = new StoreReader(table);
        try
        {
            var count = reader.ReadAll(document);
            if (reader._writes.Count > 0)
                Waiting.For(table.Backend.Apply(reader._writes.ToArray(), CancellationToken.None));
            return count;
        }
        finally
        {
            reader._ledger.Settle(0);
        }
    }

    private long ReadAll(ReadOnlySpan<byte> document)
    {
        long count = 0;
        var ended = false;
        while (!document.IsEmpty)
        {
            _line++;
            var end = document.IndexOf((byte)'\n');
            var line = end < 0 ? document : document[..end];
            document = end < 0 ? default : document[(end + 1)..];
            if (ended) throw Fault("there is more behind the last line");
            ended = Read(line, count);
            if (_line > 1 && !ended) count++;
        }
        _line = Math.Max(_line, 1);
        return ended ? count : throw Fault($"the document is cut off: its last line, {{\"{StoreWriter.Count}\": ...}}, is not there");
    }

    /// <summary>True: it was the last one.</summary>
    private bool Read(ReadOnlySpan<byte> line, long count)
    {
        try
        {
            var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = StoreWriter.Depth });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new FormatException("an object is expected");
            json.Read();
            if (_line == 1) ReadHead(ref json);
            else if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(StoreWriter.Count)) return ReadCount(ref json, count);
            else ReadEntry(ref json);
            return false;
        }
        catch (JsonException e)
        {
            throw Fault($"column {(e.BytePositionInLine ?? 0) + 1}: it is no JSON");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw Fault(e is FormatException ? e.Message : "a value is of the wrong type");
        }
        catch (LuaFault fault)
        {
            throw new LuaFault(fault.Status == Status.Quota ? Status.Quota : Status.Syntax, $"line {_line}: {fault.Message}");
        }
    }

    private static void ReadHead(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals(StoreWriter.Head))
            throw new FormatException("it is no document of a store: it does not begin with " + $"{{\"{StoreWriter.Head}\": ...}}");
        json.Read();
        var version = Integer(json);
        if (version != StoreWriter.Version)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"it is of version {version}, this library knows {StoreWriter.Version}"));
        }
        while (json.Read())
        {
            // what else a store has said of itself does not matter
        }
    }

    private static bool ReadCount(ref Utf8JsonReader json, long count)
    {
        json.Read();
        var written = Integer(json);
        if (written != count)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"{written} entries were written, there are {count}"));
        }
        End(ref json);
        return true;
    }

    private void ReadEntry(ref Utf8JsonReader json)
    {
        byte[]? key = null, value = null;
        long expires = 0;
        for (; json.TokenType == JsonTokenType.PropertyName; json.Read())
        {
            if (json.ValueTextEquals(StoreWriter.Key) && key is null) key = ReadKey(ref json);
            else if (json.ValueTextEquals(StoreWriter.Value) && value is null) value = ReadValue(ref json);
            else if (json.ValueTextEquals(StoreWriter.Expires) && expires == 0) expires = ReadExpires(ref json);
            else throw new FormatException("an entry has \"key\", \"value\" and \"expires\", each once");
        }
        if (key is null || value is null) throw new FormatException("an entry has no \"key\", or no \"value\"");
        End(ref json, isEnded: true);
        if (expires != 0 && expires <= _now) return;
        _bytes += key.Length + value.Length + EntryBytes;
        _ledger.Settle(_bytes);
        _writes.Add(new StoreWrite(key, value, expires));
    }

    private byte[] ReadKey(ref Utf8JsonReader json)
    {
        Encode(ref json);
        if (!ValueReader.TryReadScalar(_buffer.Written, out var key, out var text))
            throw new FormatException("a table is no key");
        fixed (byte* data = text)
        {
            var bytes = new LuaBytes { Data = data, Length = (nuint)text.Length };
            byte none;
            if (text.IsEmpty) bytes.Data = &none;
            if (key.Type == LuaType.Bytes) key.Bytes = &bytes;
            return KeyCodec.Write(key, _key).ToArray();
        }
    }

    private byte[] ReadValue(ref Utf8JsonReader json)
    {
        Encode(ref json);
        var most = _table.Options.ValueBytes;
        if (_buffer.Length - 1 > most)
            throw new LuaFault(Status.Quota, "the value is longer than the store allows for one (value_bytes)");
        ValueReader.Measure(_buffer.Written); // that it is one: keys, depth
        return _buffer.Written.ToArray();
    }

    private void Encode(ref Utf8JsonReader json)
    {
        json.Read();
        _buffer.Reset();
        _buffer.Put(Tag.Version);
        ValueTextReader.Read(ref json, _buffer);
    }

    private static long ReadExpires(ref Utf8JsonReader json)
    {
        json.Read();
        var expires = Integer(json);
        return expires > 0 ? expires : throw new FormatException("\"expires\" is a number of milliseconds, above 0");
    }

    private static long Integer(in Utf8JsonReader json) =>
        json.TryGetInt64(out var number) ? number : throw new FormatException("a number is no integer, or beyond them");

    private static void End(ref Utf8JsonReader json, bool isEnded = false)
    {
        if (!isEnded) json.Read();
        if (json.TokenType != JsonTokenType.EndObject) throw new FormatException("there is more in the line");
        if (json.Read()) throw new FormatException("there is more in the line");
    }

    private readonly LuaFault Fault(string what) =>
        new(Status.Syntax, string.Create(CultureInfo.InvariantCulture, $"line {_line}: {what}"));
}
