namespace LuaVm.Redis;

/// <summary>
/// The servers that a table has been seen at, and the one where it lies now: that of the URL, until a cluster says
/// otherwise. Any thread may call.
/// </summary>
internal sealed class RedisRoutes : IDisposable
{
    private const int Maximum = 64;

    private readonly object _gate = new();
    private readonly List<RedisPool> _known;
    private readonly RedisAccess _access;
    private RedisPool _current;
    private bool _disposed;

    internal RedisRoutes(RedisUrl url, RedisAccess access)
    {
        _access = access;
        _current = new RedisPool(url, access);
        _known = [_current];
    }

    internal RedisPool Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>The server at an address. A cluster leaves the host out where it is the one that answered.</summary>
    internal RedisPool At(RedisPool asked, string host, int port)
    {
        var url = asked.Url.At(host.Length == 0 ? asked.Url.Host : host, port);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_known.Find(pool => pool.Url == url) is { } known) return known;
            if (_known.Count == Maximum)
            {
                _known[1].Dispose();
                _known.RemoveAt(1);
            }
            var made = new RedisPool(url, _access);
            _known.Add(made);
            return made;
        }
    }

    internal void Move(RedisPool to)
    {
        lock (_gate) _current = to;
    }

    /// <summary>Another server than those that failed, to ask where the table is; null if there is none.</summary>
    internal RedisPool? Other(List<RedisPool> failed)
    {
        lock (_gate) return _known.Find(pool => !failed.Contains(pool));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var pool in _known) pool.Dispose();
        }
    }
}
