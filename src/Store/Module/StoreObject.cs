using LuaVm.Core;

namespace LuaVm.Store.Module;

/// <summary>A table as a script holds it.</summary>
internal sealed class StoreObject(StoreSession session, PersistentTable table, bool readOnly)
{
    private bool _closed;

    public StoreSession Session => session;

    public PersistentTable Table => table;

    public bool IsClosed => _closed;

    /// <summary>Where to read: the table, or the script's transaction over it.</summary>
    public IStoreView View()
    {
        if (_closed) throw new LuaFault(Status.Runtime, "the store is closed");
        return session.Scope is { } scope ? scope.View(table) : table.Backend;
    }

    public void CheckWrite()
    {
        if (readOnly) throw new LuaFault(Status.Runtime, "the store is read-only for scripts");
        table.CheckWrite();
    }

    public StoreValue Get(ReadOnlySpan<byte> key) => session.Wait(View().Get(key, session.Abort.Token));

    /// <summary>Writes; what the transaction, if there is one, keeps of it is charged.</summary>
    public int Apply(ReadOnlyMemory<StoreWrite> writes, long bytes)
    {
        CheckWrite();
        var view = View();
        session.Scope?.Charge(view, bytes + (writes.Length * (long)Local.MemoryBackend.EntryBytes));
        session.Version++;
        session.Host.Spend(writes.Length + (bytes / 256));
        return session.Wait(view.Apply(writes, session.Abort.Token));
    }

    public void Close() => _closed = true;
}
