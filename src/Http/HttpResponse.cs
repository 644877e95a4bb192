using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http;

/// <summary>A server's answer as scripts have it. Used on the thread that runs the VM.</summary>
internal sealed class HttpResponse(HttpModule module) : IDisposable
{
    internal static readonly ServiceClass Class = new("http.response",
    [
        new("json", HttpResponseMethods.Json),
        new("read", HttpResponseMethods.Read),
        new("lines", HttpResponseMethods.Lines),
        new("close", HttpResponseMethods.Close),
        new("__close", HttpResponseMethods.Close),
        new("__tostring", HttpResponseMethods.Describe),
    ], HttpResponseMethods.Get);

    private const int ChunkBytes = 16 << 10;
    private const int PieceBytes = 64 << 10;

    private readonly ChargedBuffer _body = new(module.Host);
    private readonly CancellationTokenSource _abort = new();
    private HttpAnswer? _answer; // null: the body is there to its end, or closed
    private byte[]? _chunk; // of a stream that is open, and charged
    private long _charged;
    private long _held; // charged for what receives and decompresses it
    private int _holders = 1;

    /// <summary>Number of the run that has asked.</summary>
    internal ulong Run { get; } = module.Host.RunNumber;

    internal int Code { get; private set; }
    internal int Redirects { get; private set; }
    internal string Url { get; private set; } = "";

    /// <summary>Names in small letters, those that came repeatedly joined with commas.</summary>
    internal Dictionary<string, string> Fields { get; } = [];

    /// <summary>There may be more to come from the server.</summary>
    internal bool IsOpen => _answer is not null;

    /// <summary>It has a connection, and a place among those under way.</summary>
    internal bool IsUnderWay => _answer is { IsOver: false };

    /// <summary>All that has been received, but for what a stream has given away.</summary>
    internal ChargedBuffer Body => _body;

    /// <summary>How much of <see cref="Body"/> has been read.</summary>
    internal int Position { get; set; }

    internal bool Streams { get; private set; }

    internal ReadOnlySpan<byte> Unread => _body.Written[Position..];

    /// <summary>Asks, and reads the body unless it is to be streamed. Throws <see cref="LuaFault"/>.</summary>
    internal void Begin(string name, HttpClientService client, HttpWish wish, Action count)
    {
        Streams = wish.Streams;
        var chunk = new byte[ChunkBytes];
        var task = Start(client, wish, count, chunk);
        int received;
        try
        {
            (_answer, received) = module.Await(name, task, _abort);
        }
        catch (ServiceStopped)
        {
            _ = task.ContinueWith(static late => late.Result.Answer.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
        ReadHead(_answer);
        Take(chunk.AsSpan(0, received));
        if (!Streams) FillToEnd(name);
        else if (IsOpen) KeepChunk(chunk);
    }

    /// <summary>Receives more. False: that was all.</summary>
    internal bool Fill(string name)
    {
        if (_answer is not { } answer) return false;
        try
        {
            var received = module.Await(name, answer.Read(_chunk), _abort);
            Take(_chunk.AsSpan(0, received));
            return received > 0;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Receives what is left, in pieces that wake the VM's thread seldom.</summary>
    internal void FillToEnd(string name)
    {
        if (_answer is { } answer)
        {
            DropChunk();
            module.Host.Charge(PieceBytes);
            try
            {
                var piece = new byte[PieceBytes];
                while (_answer is not null)
                {
                    var received = module.Await(name, answer.ReadFully(piece), _abort);
                    Take(piece.AsSpan(0, received));
                }
            }
            catch
            {
                Close();
                throw;
            }
            finally
            {
                module.Host.Discharge(PieceBytes);
            }
        }
        _body.Trim();
    }

    /// <summary>What has been read of a stream is needed no more.</summary>
    internal void DropRead()
    {
        if (!Streams) return;
        _body.Consume(Position);
        Position = 0;
    }

    /// <summary>Breaks off what has not come yet.</summary>
    internal void Close()
    {
        _answer?.Dispose();
        DropAnswer();
    }

    /// <summary>The VM's state is gone, and with it what was charged.</summary>
    internal void Forget()
    {
        _chunk = null;
        _held = 0;
        Close();
        _body.Forget();
        _charged = 0;
    }

    /// <summary>One more disposal is to come.</summary>
    internal void Hold() => _holders++;

    public void Dispose()
    {
        if (--_holders > 0) return;
        module.Let(this);
        Close();
        _body.Free();
        module.Host.Discharge(_charged);
        _charged = 0;
    }

    /// <summary>In one task, so that the VM's thread is woken once for a short body.</summary>
    private async Task<(HttpAnswer Answer, int Received)> Start(HttpClientService client, HttpWish wish, Action count, byte[] chunk)
    {
        var answer = await client.Send(wish.Ask(count), _abort.Token).ConfigureAwait(false);
        return (answer, wish.Streams ? 0 : await answer.ReadFully(chunk).ConfigureAwait(false));
    }

    private void Take(ReadOnlySpan<byte> received)
    {
        module.Host.Spend(received.Length / 256 + 1);
        _body.Append(received);
        if (_answer is { IsComplete: true }) DropAnswer();
        else if (_answer is { } answer) ChargeHeld(answer.HeldBytes);
    }

    private void ChargeHeld(long bytes)
    {
        if (bytes == _held) return;
        module.Host.Charge(bytes - _held);
        _held = bytes;
    }

    private void DropAnswer()
    {
        _answer = null;
        DropChunk();
        module.Host.Discharge(_held);
        _held = 0;
    }

    private void KeepChunk(byte[] chunk)
    {
        module.Host.Charge(ChunkBytes);
        _chunk = chunk;
    }

    private void DropChunk()
    {
        if (_chunk is null) return;
        _chunk = null;
        module.Host.Discharge(ChunkBytes);
    }

    private void ReadHead(HttpAnswer answer)
    {
        (Code, Redirects, Url) = (answer.Code, answer.Redirects, answer.Target.ToString());
        var bytes = 512L + Url.Length * 2;
        foreach (var (name, value) in answer.Fields)
        {
            var key = name.ToLowerInvariant();
            Fields[key] = Fields.TryGetValue(key, out var before) ? $"{before}, {value}" : value;
            bytes += 128 + (name.Length + value.Length) * 2;
        }
        module.Host.Charge(bytes);
        _charged = bytes;
    }
}
