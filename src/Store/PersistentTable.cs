using LuaVm.Core;

namespace LuaVm.Store;

/// <summary>A table that is open, and whoever holds it: the host by a handle, policies by a name. The last one to let go
/// closes it.</summary>
public sealed class PersistentTable : IDisposable
{
    /// <summary>What being open costs, so that its quota group is in use.</summary>
    private const int OpenBytes = 1_024;

    private readonly StoreLedger _ledger;
    private Holders _holders = new();

    /// <summary>Throws a <see cref="LuaFault"/> (Quota) where there is no room; the backend is then the caller's to close.</summary>
    public PersistentTable(StoreOptions options, IStoreBackend backend)
    {
        Options = options;
        _ledger = new StoreLedger(options);
        _ledger.Settle(OpenBytes);
        Backend = backend;
    }

    /// <summary>For policies that nobody ends.</summary>
    ~PersistentTable() => Close();

    public StoreOptions Options { get; }

    public IStoreBackend Backend { get; }

    /// <summary>False: it is closed already.</summary>
    public bool TryHold() => _holders.TryHold();

    /// <summary>Lets go of it, once for each who holds it.</summary>
    public void Dispose()
    {
        if (!_holders.Release()) return;
        GC.SuppressFinalize(this);
        Close();
    }

    /// <summary>Throws a <see cref="LuaFault"/> where it may only be read.</summary>
    internal void CheckWrite()
    {
        if (Options.ReadOnly)
            throw new LuaFault(Status.Runtime, "the store is read-only; open it for writing (without read_only)");
    }

    /// <summary>When an entry written now is gone; 0: it stays.</summary>
    internal long ExpiresIn(ulong ms)
    {
        if (ms == 0) return 0;
        var now = (ulong)Options.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return ms >= (ulong)long.MaxValue - now ? 0 : (long)(now + ms);
    }

    private void Close()
    {
        Backend?.Dispose(); // null: the constructor has not come so far
        _ledger?.Settle(0);
    }
}
