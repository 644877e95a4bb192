using System.Text;
using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>An open connection. Used on any thread.</summary>
internal sealed class WsConnection
{
    /// <summary>How long a peer is given to take a good-bye that follows from what it sent.</summary>
    private const int FarewellMs = 1_000;

    private readonly HttpResponseMessage _answer;
    private readonly WsReader _reader;
    private readonly WsWriter _writer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _stopped;
    private int _left;

    private WsConnection(WsAsk ask, HttpResponseMessage answer, Stream stream, string protocol)
    {
        (_answer, Target, Protocol, _stopped) = (answer, ask.Target, protocol, _stop.Token);
        Queue = new WsQueue(ask.Capacity);
        _writer = new WsWriter(stream, _stopped);
        _reader = new WsReader(stream, Queue, _writer, ask.MessageBytes);
    }

    internal HttpTarget Target { get; }

    /// <summary>The subprotocol agreed on, or "".</summary>
    internal string Protocol { get; }

    internal WsQueue Queue { get; }

    /// <summary>Neither side has ended it.</summary>
    internal bool IsOpen => Queue.End is null;

    /// <summary>Something has come since the last ping.</summary>
    internal bool IsHeard => _reader.IsHeard;

    /// <summary>Completes when nothing of it is left with the system.</summary>
    internal Task Over => _over.Task;

    /// <summary>Takes over what the handshake has left, a slot too.</summary>
    internal static WsConnection Start(WsAsk ask, HttpResponseMessage answer, Stream stream, string protocol)
    {
        var made = new WsConnection(ask, answer, stream, protocol);
        _ = Task.Run(made.Run);
        if (ask.PingMs is > 0 and < int.MaxValue) _ = made.Beat(ask);
        return made;
    }

    /// <summary>Sends a message. Where it fails the connection is of no more use. Throws <see cref="LuaFault"/>.</summary>
    internal async Task Send(WsOpcode opcode, WsLoan message, int timeoutMs, CancellationToken abort)
    {
        if (Queue.End is { } before) throw Closed(before);
        using var deadline = new Deadline(timeoutMs, abort);
        try
        {
            await _writer.Send(opcode, message, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (Queue.End is { } end && !deadline.Token.IsCancellationRequested) throw Closed(end);
            var fault = NetworkFailure.Of(e, Target, deadline);
            Abort(new WsEnd(WsCode.Broken, (fault as LuaFault)?.Message ?? "sending was broken off", Status.Network));
            throw fault;
        }
    }

    /// <summary>Says good-bye and waits for the peer's. False: it was cut off. What has come and was not taken goes.</summary>
    internal async Task<bool> Close(int code, string reason, int timeoutMs, CancellationToken abort)
    {
        Queue.Discard(new WsEnd(code, reason, Status.Closed));
        using var deadline = new Deadline(timeoutMs, abort);
        try
        {
            await _writer.Close(code, Encoding.UTF8.GetBytes(reason), deadline.Token).ConfigureAwait(false);
            await Over.WaitAsync(deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            Abort(WsEnd.Aborted);
            if (e is not (OperationCanceledException or IOException or ObjectDisposedException)) throw;
            return !deadline.Token.IsCancellationRequested;
        }
    }

    /// <summary>Ends it at once, without a good-bye, and gives back what it holds.</summary>
    internal void Abort(WsEnd end)
    {
        Queue.Discard(end);
        Leave();
        _ = _stop.CancelAsync(); // on the thread pool: a VM's thread may have little stack
    }

    private async Task Run()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopped);
        var (end, keeps) = await Read().ConfigureAwait(false);
        try
        {
            patience.CancelAfter(FarewellMs);
            if (end.Code != WsCode.Broken) await _writer.Close(end.Code, [], patience.Token).ConfigureAwait(false);
            Queue.Finish(end);
            if (!keeps) await _reader.Drain(patience.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It has gone without a good-bye.
        }
        Queue.Finish(end);
        Leave();
        await _stop.CancelAsync().ConfigureAwait(false);
        _answer.Dispose();
        _over.SetResult();
    }

    /// <summary>How it ended, and whether the peer kept to the protocol until then.</summary>
    private async Task<(WsEnd End, bool Keeps)> Read()
    {
        try
        {
            return (await _reader.Run(_stopped).ConfigureAwait(false), true);
        }
        catch (WsViolation violation)
        {
            return (violation.End, false);
        }
        catch (Exception)
        {
            return (WsEnd.BrokenOff, true);
        }
    }

    /// <summary>Pings, so that a peer which is no longer there is noticed. While the queue is full it is not to answer.</summary>
    private async Task Beat(WsAsk ask)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(ask.PingMs), ask.Clock);
        try
        {
            for (var asked = false; await timer.WaitForNextTickAsync(_stopped).ConfigureAwait(false); asked = true)
            {
                if (!_reader.TakeHeard() && asked) break;
                _writer.Ping();
            }
            Queue.Finish(new WsEnd(WsCode.Broken, "the peer does not answer pings", Status.Network));
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It has ended otherwise.
        }
    }

    private void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0) WsSlots.Leave();
    }

    private static LuaFault Closed(WsEnd end) =>
        new(end.Status == Status.Ok ? Status.Closed : end.Status, end.Reason.Length == 0 ? "the connection is closed" : $"the connection is closed: {end.Reason}");
}
