using LuaVm.Core.Services;
using LuaVm.Store.Module;

namespace LuaVm.Store;

/// <summary>
/// The module `store` for scripts: tables by names. A table is closed once this names it no more, or is disposed of, and the
/// last VM that was given it is freed.
/// </summary>
public sealed class StoreService : IService, IDisposable
{
    private readonly object _gate = new();
    private Dictionary<string, StoreSource> _sources; // never written: another one takes its place
    private bool _disposed;

    public StoreService(Dictionary<string, StoreSource> sources) => _sources = sources;

    public void Attach(ServiceHost host)
    {
        var sources = Hold();
        var session = new StoreSession(host, sources);
        host.Function("store.open", StoreModule.Guarded(session.Open));
        host.Function("store.transaction", StoreModule.Guarded(session.Transact));
        var attached = 1;
        host.OnReset(() =>
        {
            session.Reset();
            if (host.Vm.IsFreed && Interlocked.Exchange(ref attached, 0) == 1) Release(sources);
        });
    }

    /// <summary>Names a table, perhaps in place of another, for VMs that come. The source is this one's from here on.</summary>
    public void Put(string name, StoreSource source)
    {
        StoreSource? before;
        lock (_gate)
        {
            before = _sources.GetValueOrDefault(name);
            _sources = new Dictionary<string, StoreSource>(_sources) { [name] = source };
        }
        before?.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
        }
        Release(_sources);
    }

    /// <summary>The tables of now, for a VM; they are there until it gives them back.</summary>
    private Dictionary<string, StoreSource> Hold()
    {
        lock (_gate)
        {
            foreach (var source in _sources.Values) source.Hold();
            return _sources;
        }
    }

    private static void Release(Dictionary<string, StoreSource> sources)
    {
        foreach (var source in sources.Values) source.Dispose();
    }
}
