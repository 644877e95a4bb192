using LuaVm.Core.Services;
using LuaVm.Store.Module;

namespace LuaVm.Store;

/// <summary>
/// The module `store` for scripts: the tables that a policy names. They are closed once this is disposed of and the last VM
/// that has it is freed.
/// </summary>
public sealed class StoreService(IReadOnlyDictionary<string, StoreSource> sources) : IService, IDisposable
{
    private int _holders = 1;
    private int _disposed;

    public void Attach(ServiceHost host)
    {
        Interlocked.Increment(ref _holders);
        var session = new StoreSession(host, sources);
        var attached = 1;
        host.Function("store.open", StoreModule.Guarded(session.Open));
        host.Function("store.transaction", StoreModule.Guarded(session.Transact));
        host.OnReset(() =>
        {
            session.Reset();
            if (host.Vm.IsFreed && Interlocked.Exchange(ref attached, 0) == 1) Release();
        });
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0) return;
        foreach (var source in sources.Values) source.Dispose();
    }
}
