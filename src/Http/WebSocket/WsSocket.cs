using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http.WebSocket;

/// <summary>A connection as scripts have it. Used on the thread that runs the VM.</summary>
internal sealed unsafe class WsSocket(WsModule module, WsConnection connection, long cost) : IDisposable
{
    internal static readonly ServiceClass Class = new("ws.socket",
    [
        new("send", WsSocketMethods.Send),
        new("receive", WsSocketMethods.Receive),
        new("close", WsSocketMethods.Close),
        new("__call", WsSocketMethods.Next),
        new("__close", WsSocketMethods.Leave),
        new("__tostring", WsSocketMethods.Describe),
    ], WsSocketMethods.Get);

    /// <summary>A buffer up to this is kept for the next message.</summary>
    private const int KeptBytes = 16 << 10;

    private readonly ChargedBuffer _message = new(module.Host);
    private long _cost = cost;

    /// <summary>Number of the run that has opened it.</summary>
    internal ulong Run { get; } = module.Host.RunNumber;

    internal WsConnection Connection => connection;

    internal WsRules Rules => module.Rules;

    /// <summary>What has come of the message that is being received.</summary>
    internal ReadOnlySpan<byte> Message => _message.Written;

    /// <summary>Sends, and waits until it is handed to the system. Throws <see cref="LuaFault"/>.</summary>
    internal void Send(string name, WsOpcode opcode, byte* data, int length)
    {
        module.Host.Spend(length / 256 + 1);
        var abort = new CancellationTokenSource();
        var loan = new WsLoan(data, (nuint)length);
        try
        {
            module.Await(name, connection.Send(opcode, loan, module.Rules.TimeoutMs, abort.Token), abort);
        }
        finally
        {
            loan.TakeBack();
        }
    }

    /// <summary>
    /// Waits for a message, which is <see cref="Message"/> until <see cref="Drop"/>. <see cref="WsOpcode.Close"/>: there are
    /// no more; <see cref="WsOpcode.Continuation"/>: none has come in time. Throws <see cref="LuaFault"/>.
    /// </summary>
    /// <param name="name">Of the function, for messages.</param>
    /// <param name="milliseconds">Null: for ever.</param>
    internal WsOpcode Receive(string name, int? milliseconds)
    {
        var begun = Environment.TickCount64;
        while (true)
        {
            var before = _message.Length;
            var taken = connection.Queue.Take(_message);
            module.Host.Spend((_message.Length - before) / 256 + 1);
            if (taken == WsOpcode.Close) Free();
            if (taken != WsOpcode.Continuation) return taken;
            var left = milliseconds is { } most ? most - (Environment.TickCount64 - begun) : Timeout.Infinite;
            if (milliseconds is not null && left <= 0) return taken;
            Wait(name, left);
        }
    }

    /// <summary>The message was read.</summary>
    internal void Drop()
    {
        if (_message.Length > KeptBytes) _message.Free();
        else _message.Truncate(0);
    }

    /// <summary>Says good-bye. False: the peer did not answer in time, and was cut off. Throws <see cref="LuaFault"/>.</summary>
    internal bool Close(string name, int code, string reason, int milliseconds)
    {
        var abort = new CancellationTokenSource();
        var task = connection.Close(code, reason, Math.Min(milliseconds, module.Rules.TimeoutMs), abort.Token);
        try
        {
            return module.Await(name, task, abort);
        }
        finally
        {
            Free();
        }
    }

    /// <summary>The VM's state is gone, and with it what was charged.</summary>
    internal void Forget()
    {
        connection.Abort(WsEnd.Aborted);
        _message.Forget();
        _cost = 0;
    }

    /// <summary>Ends it at once, without a good-bye, and gives back what it holds.</summary>
    internal void End(WsEnd end)
    {
        module.Let(this);
        connection.Abort(end);
        _message.Free();
        module.Host.Discharge(_cost);
        _cost = 0;
    }

    public void Dispose() => Free();

    private void Wait(string name, long milliseconds)
    {
        var abort = new CancellationTokenSource();
        var more = connection.Queue.WaitForMore();
        if (!more.IsCompleted && milliseconds != Timeout.Infinite) more = WsWait.AtMost(more, milliseconds, abort.Token);
        module.Await(name, more, abort);
    }

    private void Free() => End(WsEnd.Aborted);
}
