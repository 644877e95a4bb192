using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>The receiving half of a connection: takes frames apart, answers pings, and reads no further than the queue has room.</summary>
internal sealed class WsReader(Stream stream, WsQueue queue, WsWriter writer, int messageBytes)
{
    private const int BufferBytes = 16 << 10;

    /// <summary>A peer that sends more control frames than these in a second is read no faster than that.</summary>
    private const int ControlsPerSecond = 100;

    private const long SecondMs = 1_000;

    private readonly byte[] _bytes = new byte[BufferBytes];
    private int _at;
    private int _filled;
    private bool _heard;
    private bool _inMessage;
    private bool _isText;
    private long _length; // of the message so far
    private WsText _text;
    private long _secondBegan;
    private int _controls;

    /// <summary>What <see cref="TakeHeard"/> would say of what has come.</summary>
    internal bool IsHeard => Volatile.Read(ref _heard);

    /// <summary>Whether anything has come since this was asked for last, or had no place to go.</summary>
    internal bool TakeHeard() => Interlocked.Exchange(ref _heard, false) || queue.IsFull;

    /// <summary>
    /// Reads until the peer says good-bye or breaks off. Throws <see cref="WsViolation"/>, and what the stream throws.
    /// </summary>
    internal async Task<WsEnd> Run(CancellationToken stop)
    {
        while (await Fill(2, stop).ConfigureAwait(false))
        {
            var size = WsHeader.Size(_bytes.AsSpan(_at, 2));
            if (!await Fill(size, stop).ConfigureAwait(false)) break;
            var header = WsHeader.Read(_bytes.AsSpan(_at, size));
            _at += size;
            if (!header.IsControl)
            {
                if (!await ReadData(header, stop).ConfigureAwait(false)) break;
                continue;
            }
            if (!await Fill((int)header.Length, stop).ConfigureAwait(false)) break;
            var payload = _bytes.AsSpan(_at, (int)header.Length).ToArray();
            _at += payload.Length;
            if (header.Opcode == WsOpcode.Close) return ReadClose(payload);
            if (header.Opcode == WsOpcode.Ping) writer.Pong(payload);
            await Pace(stop).ConfigureAwait(false);
        }
        return WsEnd.BrokenOff;
    }

    /// <summary>Reads and forgets, so that what was sent last reaches a peer who still sends.</summary>
    internal async Task Drain(CancellationToken stop)
    {
        while (await stream.ReadAsync(_bytes, stop).ConfigureAwait(false) > 0)
        {
        }
    }

    private async ValueTask<bool> ReadData(WsHeader header, CancellationToken stop)
    {
        Begin(header);
        for (var left = (long)header.Length; ;)
        {
            do await queue.WaitForRoom(left).ConfigureAwait(false);
            while (queue.Room < Math.Min(left, 1));
            Interlocked.Exchange(ref _heard, true);
            if (left > 0 && !await Fill(1, stop).ConfigureAwait(false)) return false;
            var count = (int)Math.Min(left, Math.Min(_filled - _at, queue.Room));
            left -= count;
            var isLast = header.IsLast && left == 0;
            Check(_bytes.AsSpan(_at, count), isLast);
            queue.Put(_bytes.AsSpan(_at, count), _isText, isLast);
            _at += count;
            if (left == 0) return true;
        }
    }

    private void Begin(WsHeader header)
    {
        if (header.Opcode == WsOpcode.Continuation)
        {
            if (!_inMessage) throw WsViolation.Of("a fragment belongs to no message");
        }
        else
        {
            if (_inMessage) throw WsViolation.Of("a message begins within another");
            _isText = header.Opcode == WsOpcode.Text;
            _length = 0;
        }
        _inMessage = !header.IsLast;
        if (header.Length > (ulong)(messageBytes - _length))
            throw new WsViolation(new WsEnd(WsCode.TooBig, $"a message is longer than {Quantity.Bytes((ulong)messageBytes)}", Status.Output));
        _length += (long)header.Length;
    }

    private void Check(ReadOnlySpan<byte> piece, bool isLast)
    {
        if (_isText && (!_text.Add(piece) || (isLast && !_text.End())))
            throw new WsViolation(new WsEnd(WsCode.NotText, "the peer has sent a text that is not UTF-8", Status.Network));
    }

    private static WsEnd ReadClose(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return new WsEnd(WsCode.None, "", Status.Ok);
        if (payload.Length < sizeof(ushort)) throw WsViolation.Of("a close code is cut off");
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!WsCode.MayCome(code)) throw WsViolation.Of($"{code} is no close code");
        var reason = payload[sizeof(ushort)..];
        if (!Utf8.IsValid(reason)) throw new WsViolation(new WsEnd(WsCode.NotText, "the peer has given a reason that is not UTF-8", Status.Network));
        return new WsEnd(code, Encoding.UTF8.GetString(reason), Status.Ok);
    }

    private async ValueTask Pace(CancellationToken stop)
    {
        var past = Environment.TickCount64 - _secondBegan;
        if (past >= SecondMs) (_secondBegan, _controls) = (Environment.TickCount64, 0);
        else if (++_controls > ControlsPerSecond) await Task.Delay((int)(SecondMs - past), stop).ConfigureAwait(false);
    }

    /// <summary>Sees to so many bytes being there. False: the peer has broken off.</summary>
    private async ValueTask<bool> Fill(int count, CancellationToken stop)
    {
        if (_filled - _at < count && _bytes.Length - _at < WsHeader.Maximum + count)
        {
            _bytes.AsSpan(_at, _filled - _at).CopyTo(_bytes);
            (_at, _filled) = (0, _filled - _at);
        }
        while (_filled - _at < count)
        {
            if (_at == _filled) _at = _filled = 0;
            var more = await stream.ReadAsync(_bytes.AsMemory(_filled), stop).ConfigureAwait(false);
            if (more == 0) return false;
            _filled += more;
            Interlocked.Exchange(ref _heard, true);
        }
        return true;
    }
}
