using System.Text;
using LuaVm.Core;
using LuaVm.Http.WebSocket;
using LuaVm.Interop;

namespace LuaVm.Exports.Network;

/// <summary>A connection that a host holds by number. What it takes is charged to the process.</summary>
internal sealed unsafe class HeldSocket
{
    /// <summary>LUAVM_WS_CLOSE.</summary>
    private const int CloseKind = 3;

    private readonly WsConnection _connection;
    private readonly long _cost;
    private readonly LedgerBuffer _message = new();
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private WsOpcode _whole; // Continuation: the message is not whole yet
    private bool _endTaken;
    private int _ended;

    private HeldSocket(WsConnection connection, WsRules rules, long cost) =>
        (_connection, Rules, _cost) = (connection, rules, cost);

    internal ulong Handle { get; private set; }

    internal WsRules Rules { get; }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal static HeldSocket Connect(WsClientService client, WsAsk ask)
    {
        if (!VmProcess.Charge(ask.Cost))
            throw new LuaFault(Status.Quota, $"a queue of {Quantity.Bytes((ulong)ask.Capacity)} does not fit into the memory quota of the process");
        try
        {
            // On the thread pool: the caller's thread may have little stack.
            var connection = Task.Run(() => client.Connect(ask, CancellationToken.None)).GetAwaiter().GetResult();
            return new HeldSocket(connection, client.Rules, ask.Cost);
        }
        catch
        {
            VmProcess.Discharge(ask.Cost);
            throw;
        }
    }

    internal HeldSocket Named(ulong handle)
    {
        Handle = handle;
        return this;
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal void Send(WsOpcode opcode, byte* data, nuint length, int timeoutMs)
    {
        var loan = new WsLoan(data, length);
        Task.Run(() => _connection.Send(opcode, loan, timeoutMs, CancellationToken.None)).GetAwaiter().GetResult();
    }

    /// <summary>The message, or the reason of the peer's close, in a block that is the caller's. Throws <see cref="LuaFault"/>.</summary>
    internal LuaBytes* Receive(ulong timeoutMs, out int kind, out int code)
    {
        var begun = Environment.TickCount64;
        long Left() => timeoutMs >= int.MaxValue ? Timeout.Infinite : Math.Max(0, (long)timeoutMs - (Environment.TickCount64 - begun));
        (kind, code) = (0, 0);
        if (!_receiving.Wait((int)Left())) throw Late(timeoutMs);
        try
        {
            while (true)
            {
                if (_whole == WsOpcode.Continuation) _whole = _connection.Queue.Take(_message);
                if (_whole == WsOpcode.Close) return TakeEnd(_connection.Queue.End!, out kind, out code);
                if (_whole != WsOpcode.Continuation) return TakeMessage(out kind);
                var left = Left();
                if (left == 0) throw Late(timeoutMs);
                WsWait.AtMost(_connection.Queue.WaitForMore(), left, CancellationToken.None).GetAwaiter().GetResult();
            }
        }
        finally
        {
            _receiving.Release();
        }
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal void Close(int code, string reason, int timeoutMs)
    {
        if (!Task.Run(() => _connection.Close(code, reason, timeoutMs, CancellationToken.None)).GetAwaiter().GetResult())
            throw new LuaFault(Status.Timeout, $"the peer did not say good-bye within {Quantity.Milliseconds((ulong)timeoutMs)}, and was cut off");
    }

    /// <summary>False: ended before.</summary>
    internal bool End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return false;
        _connection.Abort(WsEnd.Aborted);
        _receiving.Wait(); // whoever receives leaves at once
        _message.Free();
        _receiving.Release();
        VmProcess.Discharge(_cost);
        return true;
    }

    private LuaBytes* TakeMessage(out int kind)
    {
        kind = 0;
        var made = Block(_message.Written);
        kind = (int)_whole;
        _whole = WsOpcode.Continuation;
        _message.Clear();
        return made;
    }

    private LuaBytes* TakeEnd(WsEnd end, out int kind, out int code)
    {
        if (end.Status != Status.Ok || _endTaken)
            throw new LuaFault(end.Status == Status.Ok ? Status.Closed : end.Status, end.Reason.Length == 0 ? "the connection is closed" : end.Reason);
        var made = Block(Encoding.UTF8.GetBytes(end.Reason));
        _endTaken = true;
        (kind, code) = (CloseKind, end.Code);
        return made;
    }

    private static LuaBytes* Block(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            var made = NativeMethods.shim_buffer_new(data, (nuint)bytes.Length);
            return made != null ? made : throw new LuaFault(Status.Memory, "the system has no memory for the message; free something and ask again");
        }
    }

    private static LuaFault Late(ulong timeoutMs) =>
        new(Status.Timeout, $"no message has come within {Quantity.Milliseconds(timeoutMs)}");
}
