using System.Net.Sockets;

namespace LuaVm.Http;

/// <summary>A connection of this process, counted from its making to its end.</summary>
internal sealed class OpenSocket : NetworkStream
{
    private static int s_count;
    private int _closed;

    internal OpenSocket(Socket socket)
        : base(socket, ownsSocket: true) => Interlocked.Increment(ref s_count);

    /// <summary>Open now, those that are kept for later requests among them.</summary>
    internal static int Count => Volatile.Read(ref s_count);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _closed, 1) == 0) Interlocked.Decrement(ref s_count);
    }
}
