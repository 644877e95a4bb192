using System.Collections.Concurrent;

namespace LuaVm.Redis;

/// <summary>Connections to one server that nobody uses now. Any thread may call.</summary>
internal sealed class RedisPool(RedisUrl url, RedisAccess access) : IDisposable
{
    private const int IdleMaximum = 8;

    private readonly ConcurrentStack<RespConnection> _idle = new();
    private volatile bool _disposed;

    internal RedisUrl Url => url;

    /// <summary>A connection to be given back, or disposed of after a failure.</summary>
    internal async ValueTask<RespConnection> Take(CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_idle.TryPop(out var connection))
        {
            if (connection.Usable) return connection;
            connection.Dispose();
        }
        return await RespConnection.Open(url, access, cancel);
    }

    internal void Give(RespConnection connection)
    {
        connection.Reused = true;
        if (_disposed || _idle.Count >= IdleMaximum) connection.Dispose();
        else _idle.Push(connection);
        if (_disposed) Drain();
    }

    public void Dispose()
    {
        _disposed = true;
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryPop(out var connection)) connection.Dispose();
    }
}
