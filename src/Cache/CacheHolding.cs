namespace LuaVm.Cache;

/// <summary>What of a tenant is charged to one ledger: those of several quota groups may put. Guarded by the cache's lock.</summary>
internal sealed class CacheHolding(CacheTenant tenant, ICacheLedger ledger)
{
    internal CacheTenant Tenant => tenant;

    internal ICacheLedger Ledger => ledger;

    internal EntryOrder Used { get; } = new(ofHolding: true);

    internal long Bytes;
}
