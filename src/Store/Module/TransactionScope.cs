using LuaVm.Core;

namespace LuaVm.Store.Module;

/// <summary>A script's transaction: over each table that it has used so far.</summary>
internal sealed class TransactionScope(StoreSession session)
{
    private readonly Dictionary<PersistentTable, IStoreView> _views = [];
    private readonly List<IStoreTransaction> _transactions = [];
    private long _charged;

    /// <summary>A table within the transaction, which then waits for its turn there.</summary>
    public IStoreView View(PersistentTable table)
    {
        if (_views.TryGetValue(table, out var view)) return view;
        foreach (var transaction in _transactions)
        {
            view = transaction.Join(table.Backend);
            if (view is not null) break;
        }
        if (view is null)
        {
            var begun = session.WaitOrDispose(table.Backend.Begin(session.Abort.Token));
            _transactions.Add(begun);
            view = begun;
        }
        _views.Add(table, view);
        return view;
    }

    /// <summary>Counts what the transaction keeps in memory until it ends.</summary>
    public void Charge(IStoreView view, long bytes)
    {
        if (view is not OverlayTransaction) return;
        session.Host.Charge(bytes);
        _charged += bytes;
    }

    /// <summary>False: somebody else wrote, and nothing has happened.</summary>
    public bool Commit()
    {
        var done = 0;
        try
        {
            for (; done < _transactions.Count; done++)
                session.Wait(_transactions[done].Commit(session.Abort.Token));
            return true;
        }
        catch (StoreConflict conflict)
        {
            if (done == 0) return false;
            throw Partly(done, conflict.Message);
        }
        catch (LuaFault fault) when (done > 0)
        {
            throw Partly(done, fault.Message);
        }
    }

    /// <summary>Ends it; without effect on what is committed.</summary>
    public void Rollback()
    {
        foreach (var transaction in _transactions) transaction.Dispose();
        session.Host.Discharge(_charged);
        _charged = 0;
    }

    private LuaFault Partly(int done, string why) => new(Status.Runtime,
        $"of the {_transactions.Count} places that the transaction wrote to, {done} have its writes and the others do not: {why}");
}
