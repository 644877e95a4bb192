using System.Globalization;

namespace LuaVm.Redis;

/// <summary>
/// Reads replies off a stream. Trusts nothing: lengths are checked against what the caller is ready to take before
/// there is room made for them, and lists grow as their items come.
/// </summary>
internal sealed class RespReader(Stream stream)
{
    private const int LineMaximum = 64 << 10;
    private const int DepthMaximum = 8;

    /// <summary>What an item of a list counts besides its bytes.</summary>
    private const int ItemBytes = 32;

    private byte[] _buffer = new byte[4_096];
    private int _start, _end;
    private long _left;

    /// <summary>Bytes that have come and nobody has asked for.</summary>
    internal bool Idle => _start == _end;

    /// <param name="most">Bytes that the whole of it may take.</param>
    /// <param name="cancel">Gives up waiting.</param>
    internal async ValueTask<RespReply> Read(long most, CancellationToken cancel)
    {
        _left = most;
        while (true)
        {
            var line = await Line(cancel);
            // RESP3 sends pushes and attributes that nobody asked for, in front of what was asked for.
            var aside = line[0] is (byte)'>' or (byte)'|';
            var reply = await Item(line, 0, cancel);
            if (!aside) return reply;
        }
    }

    private async ValueTask<RespReply> Item(byte[] line, int depth, CancellationToken cancel)
    {
        switch ((char)line[0])
        {
            case '+': return new RespReply(RespKind.Text, 0, line[1..], null);
            case '-': return new RespReply(RespKind.Error, 0, line[1..], null);
            case ':': return new RespReply(RespKind.Integer, Number(line), null, null);
            case '#': return new RespReply(RespKind.Integer, line.AsSpan(1).SequenceEqual("t"u8) ? 1 : 0, null, null);
            case ',' or '(': return new RespReply(RespKind.Text, 0, line[1..], null);
            case '_': return RespReply.Null;
            case '$': return await Bulk(RespKind.Bytes, Number(line), cancel);
            case '=': return await Verbatim(Number(line), cancel);
            case '!': return await Bulk(RespKind.Error, Number(line), cancel);
            case '*' or '~' or '>': return await List(Number(line), depth, cancel);
            case '%' or '|': return await List(Twice(Number(line)), depth, cancel);
            default: throw new RespFault("the server does not speak the Redis protocol");
        }
    }

    private async ValueTask<RespReply> List(long count, int depth, CancellationToken cancel)
    {
        if (count == -1) return RespReply.Null;
        if (count < 0 || count > int.MaxValue) throw new RespFault($"the server announced a list of {count} items");
        if (depth == DepthMaximum) throw new RespFault($"the server's answer is more than {DepthMaximum} lists deep");
        var items = new List<RespReply>((int)Math.Min(count, 64));
        for (var i = 0L; i < count; i++)
        {
            Take(ItemBytes);
            items.Add(await Item(await Line(cancel), depth + 1, cancel));
        }
        return new RespReply(RespKind.Array, 0, null, [.. items]);
    }

    private async ValueTask<RespReply> Bulk(RespKind kind, long length, CancellationToken cancel)
    {
        if (length == -1) return RespReply.Null;
        if (length < 0) throw new RespFault($"the server announced a string of {length} bytes");
        Take(length);
        if (length > Array.MaxLength) throw TooLong();
        var data = await Exactly((int)length, cancel);
        if (await Byte(cancel) != '\r' || await Byte(cancel) != '\n')
            throw new RespFault("the server's answer has a string without an end");
        return new RespReply(kind, 0, data, null);
    }

    private async ValueTask<RespReply> Verbatim(long length, CancellationToken cancel)
    {
        var reply = await Bulk(RespKind.Bytes, length, cancel);
        return reply.Data is { Length: >= 4 } data ? reply with { Data = data[4..] } : reply; // "txt:"
    }

    /// <summary>Room is made as bytes come: a length alone costs nothing.</summary>
    private async ValueTask<byte[]> Exactly(int length, CancellationToken cancel)
    {
        const int Step = 1 << 20;
        var data = new byte[Math.Min(length, Step)];
        for (var have = 0; have < length;)
        {
            if (have == data.Length) Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
            var ready = Math.Min(_end - _start, data.Length - have);
            if (ready > 0)
            {
                _buffer.AsSpan(_start, ready).CopyTo(data.AsSpan(have));
                _start += ready;
            }
            else
            {
                ready = await stream.ReadAsync(data.AsMemory(have), cancel);
                if (ready == 0) throw BrokeOff();
            }
            have += ready;
        }
        return data;
    }

    private async ValueTask<byte[]> Line(CancellationToken cancel)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsSpan(_start, at);
                _start += at + 1;
                if (line.Length < 2 || line[^1] != '\r') throw new RespFault("the server does not speak the Redis protocol");
                Take(line.Length);
                return line[..^1].ToArray();
            }
            if (_end - _start >= LineMaximum) throw new RespFault("the server's answer has a line without an end");
            await Fill(cancel);
        }
    }

    private async ValueTask<byte> Byte(CancellationToken cancel)
    {
        if (_start == _end) await Fill(cancel);
        return _buffer[_start++];
    }

    private async ValueTask Fill(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancel);
        if (read == 0) throw BrokeOff();
        _end += read;
    }

    private void Take(long bytes)
    {
        if (bytes > _left) throw TooLong();
        _left -= bytes;
    }

    private static long Number(byte[] line) =>
        long.TryParse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RespFault("the server does not speak the Redis protocol");

    private static long Twice(long pairs) => pairs is >= 0 and <= int.MaxValue ? 2 * pairs : pairs;

    private static RespFault BrokeOff() => new("the server closed the connection");

    private static RespFault TooLong() => new("the server's answer is longer than this store allows (value_bytes)") { IsFinal = true };
}
