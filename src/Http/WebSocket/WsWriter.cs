using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>
/// The sending half of a connection. Messages go one after the other, in fragments, so that a long one takes no more
/// memory than a short one; control frames go between fragments.
/// </summary>
internal sealed class WsWriter(Stream stream, CancellationToken stop)
{
    private const int FragmentBytes = 16 << 10;
    private const int KeyBytes = 4;

    private readonly SemaphoreSlim _message = new(1, 1);
    private readonly SemaphoreSlim _frame = new(1, 1);
    private readonly byte[] _bytes = new byte[WsHeader.Maximum + FragmentBytes];
    private readonly object _gate = new();
    private byte[]? _pong; // of the latest ping: the ones before need no answer (RFC 6455, 5.5.3)
    private bool _ping;
    private bool _posting;
    private bool _closed;

    /// <summary>Completes when all of it was handed to the system. Throws <see cref="LuaFault"/> (closed).</summary>
    internal async Task Send(WsOpcode opcode, WsLoan message, CancellationToken end)
    {
        await _message.WaitAsync(end).ConfigureAwait(false);
        try
        {
            do
            {
                await _frame.WaitAsync(end).ConfigureAwait(false);
                try
                {
                    var length = message.Read(_bytes.AsSpan(WsHeader.Maximum));
                    await Write(opcode, message.IsRead, length, end).ConfigureAwait(false);
                }
                finally
                {
                    _frame.Release();
                }
                opcode = WsOpcode.Continuation;
            }
            while (!message.IsRead);
        }
        finally
        {
            _message.Release();
        }
    }

    /// <summary>Sends the good-bye, after which nothing goes out any more; the second and later ones do nothing.</summary>
    /// <param name="code"><see cref="WsCode.None"/>: without one.</param>
    /// <param name="reason">UTF-8.</param>
    /// <param name="end">When it is given up.</param>
    internal async Task Close(int code, byte[] reason, CancellationToken end)
    {
        await _frame.WaitAsync(end).ConfigureAwait(false);
        try
        {
            if (_closed) return;
            var payload = _bytes.AsSpan(WsHeader.Maximum);
            var length = 0;
            if (code != WsCode.None)
            {
                BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
                reason.CopyTo(payload[sizeof(ushort)..]);
                length = sizeof(ushort) + reason.Length;
            }
            var written = Write(WsOpcode.Close, isLast: true, length, end);
            _closed = true;
            await written.ConfigureAwait(false);
        }
        finally
        {
            _frame.Release();
        }
    }

    /// <summary>Sends a ping, soon and without being waited for.</summary>
    internal void Ping()
    {
        lock (_gate) _ping = true;
        Post();
    }

    /// <summary>Sends a pong in the same way. Whoever reads must not wait until the peer reads.</summary>
    internal void Pong(byte[] payload)
    {
        lock (_gate) _pong = payload;
        Post();
    }

    private void Post()
    {
        lock (_gate)
        {
            if (_posting) return;
            _posting = true;
        }
        _ = PostAll();
    }

    private async Task PostAll()
    {
        try
        {
            while (Next(out var opcode, out var payload))
            {
                await _frame.WaitAsync(stop).ConfigureAwait(false);
                try
                {
                    payload.CopyTo(_bytes, WsHeader.Maximum);
                    await Write(opcode, isLast: true, payload.Length, stop).ConfigureAwait(false);
                }
                finally
                {
                    _frame.Release();
                }
            }
        }
        catch (Exception)
        {
            // The connection is over, which its reader has met or is about to meet.
        }
    }

    private bool Next(out WsOpcode opcode, out byte[] payload)
    {
        lock (_gate)
        {
            (opcode, payload) = (WsOpcode.Pong, _pong ?? []);
            if (_pong is not null)
            {
                _pong = null;
                return true;
            }
            opcode = WsOpcode.Ping;
            _posting = _ping;
            _ping = false;
            return _posting;
        }
    }

    /// <summary>Writes a frame whose payload lies behind the room for its head.</summary>
    private async Task Write(WsOpcode opcode, bool isLast, int length, CancellationToken end)
    {
        if (_closed) throw new LuaFault(Status.Closed, "the connection is closed");
        var size = Prepare(new WsHeader(opcode, isLast, (ulong)length));
        await stream.WriteAsync(_bytes.AsMemory(WsHeader.Maximum - size, size + length), end).ConfigureAwait(false);
    }

    private int Prepare(WsHeader header)
    {
        Span<byte> random = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(random); // from the system's generator, without OpenSSL; its first bytes have no fixed bits
        var key = random[..KeyBytes];
        Mask(_bytes.AsSpan(WsHeader.Maximum, (int)header.Length), key);
        return header.Write(_bytes.AsSpan(0, WsHeader.Maximum), key);
    }

    private static void Mask(Span<byte> payload, ReadOnlySpan<byte> key)
    {
        var wide = new Vector<uint>(MemoryMarshal.Read<uint>(key));
        var done = 0;
        for (; done + Vector<byte>.Count <= payload.Length; done += Vector<byte>.Count)
        {
            var part = payload.Slice(done, Vector<byte>.Count);
            (new Vector<uint>(part) ^ wide).CopyTo(part);
        }
        for (; done < payload.Length; done++) payload[done] ^= key[done % KeyBytes];
    }
}
