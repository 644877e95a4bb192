namespace LuaVm.Cache;

/// <content>Room in the ledgers that its entries are charged to.</content>
internal sealed partial class ByteCache
{
    /// <summary>
    /// Gives up what counts for an account (0: anything), least recently used first, until so many bytes are free, for
    /// somebody who needs them more. Returns how many were.
    /// </summary>
    internal long GiveUp(nint account, long bytes)
    {
        lock (_gate)
        {
            var freed = Expire();
            return freed + GiveUp(account, bytes - freed, first: null);
        }
    }

    /// <summary>An account goes, and all that counts for it.</summary>
    internal void Forget(nint account)
    {
        lock (_gate)
        {
            foreach (var tenant in _tenants)
            {
                while (tenant.Oldest(account) is { } entry) Remove(entry);
                tenant.Forget(account);
            }
        }
    }

    /// <summary>Where there is no room, the cache gives up what is in the way, the tenant's own first. Throws
    /// <see cref="Core.LuaFault"/> where not even that would do.</summary>
    private void Charge(long cost, CacheHolding holding)
    {
        var ledger = holding.Ledger;
        if (ledger.TryCharge(cost)) return;
        lock (_gate)
        {
            Expire();
            while (!ledger.TryCharge(cost))
            {
                var full = ledger.Full;
                var missing = ledger.Missing(full, cost);
                if (missing == 0) continue; // somebody has just let go of something
                if (missing > Held(full) || GiveUp(full, missing, holding.Tenant) == 0) throw ledger.Refuse(full);
            }
        }
    }

    /// <summary>The same, a tenant's own first.</summary>
    private long GiveUp(nint account, long bytes, CacheTenant? first)
    {
        long freed = 0;
        while (freed < bytes && first?.Oldest(account) is { } own) freed += Evict(own);
        if (account == 0)
        {
            while (freed < bytes && _used.Oldest is { } oldest) freed += Evict(oldest);
            return freed;
        }
        while (freed < bytes && Oldest(account, out var next) is { } holding)
        {
            while (freed < bytes && holding.Used.Oldest is { } oldest && oldest.Used < next) freed += Evict(oldest);
        }
        return freed;
    }

    private long Held(nint account)
    {
        if (account == 0) return _bytes;
        long held = 0;
        foreach (var tenant in _tenants)
        {
            foreach (var holding in tenant.Holdings)
            {
                if (holding.Ledger.CountsFor(account)) held += holding.Bytes;
            }
        }
        return held;
    }

    /// <summary>What was not used for longest is in it; and when the first one of another was.</summary>
    private CacheHolding? Oldest(nint account, out long next)
    {
        CacheHolding? found = null;
        var oldest = long.MaxValue;
        next = long.MaxValue;
        foreach (var tenant in _tenants)
        {
            foreach (var holding in tenant.Holdings)
            {
                if (holding.Used.Oldest is not { } entry || !holding.Ledger.CountsFor(account)) continue;
                if (entry.Used < oldest) (found, oldest, next) = (holding, entry.Used, oldest);
                else next = Math.Min(next, entry.Used);
            }
        }
        return found;
    }
}
