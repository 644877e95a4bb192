using LuaVm.Http;

namespace LuaVm.Exports.Network;

/// <summary>
/// A request whose caller waits. All of it runs on the thread pool: the caller's thread may have little stack.
/// </summary>
internal sealed class HttpExchange(HttpClientService client, HttpAsk ask) : IDisposable
{
    private HttpAnswer? _answer;

    /// <summary>Known once <see cref="Begin"/> has returned.</summary>
    internal HttpAnswer Answer => _answer!;

    /// <summary>The body has been read to its end.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Asks, and receives the first bytes of the body, in one wait. Throws <see cref="Core.LuaFault"/>.</summary>
    internal int Begin(Memory<byte> room) => Task.Run(async () =>
    {
        _answer = await client.Send(ask, CancellationToken.None).ConfigureAwait(false);
        return await Fill(room).ConfigureAwait(false);
    }).GetAwaiter().GetResult();

    /// <summary>Receives until there is no more room, or no more to come. Throws <see cref="Core.LuaFault"/>.</summary>
    internal int Receive(Memory<byte> room) => Task.Run(() => Fill(room)).GetAwaiter().GetResult();

    public void Dispose() => _answer?.Dispose();

    private async Task<int> Fill(Memory<byte> room)
    {
        var filled = 0;
        while (filled < room.Length)
        {
            var count = await Answer.Read(room[filled..]).ConfigureAwait(false);
            IsOver = count == 0;
            if (IsOver) break;
            filled += count;
        }
        return filled;
    }
}
