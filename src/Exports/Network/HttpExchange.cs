using LuaVm.Core;
using LuaVm.Http;

namespace LuaVm.Exports.Network;

/// <summary>
/// A request whose caller waits. All of it runs on the thread pool: the caller's thread may have little stack.
/// </summary>
internal sealed class HttpExchange(HttpClientService client, HttpAsk ask) : IDisposable
{
    private HttpAnswer? _answer;
    private long _held; // charged to the process for what receives and decompresses it

    /// <summary>Known once <see cref="Begin"/> has returned.</summary>
    internal HttpAnswer Answer => _answer!;

    /// <summary>The body has been read to its end.</summary>
    internal bool IsOver => Answer.IsComplete;

    /// <summary>Asks, and receives the first bytes of the body, in one wait. Throws <see cref="LuaFault"/>.</summary>
    internal int Begin(Memory<byte> room)
    {
        var received = Task.Run(async () =>
        {
            _answer = await client.Send(ask, CancellationToken.None).ConfigureAwait(false);
            return await _answer.ReadFully(room).ConfigureAwait(false);
        }).GetAwaiter().GetResult();
        if (!VmProcess.Charge(Answer.HeldBytes))
            throw new LuaFault(Status.Quota, "what receives the body does not fit into the memory quota of the process");
        _held = Answer.HeldBytes;
        return received;
    }

    /// <summary>Receives until there is no more room, or no more to come. Throws <see cref="LuaFault"/>.</summary>
    internal int Receive(Memory<byte> room) => Task.Run(() => Answer.ReadFully(room)).GetAwaiter().GetResult();

    public void Dispose()
    {
        _answer?.Dispose();
        VmProcess.Discharge(_held);
    }
}
