using LuaVm.Cache;
using LuaVm.Core;

namespace LuaVm.Tests.Cache;

/// <summary>What is charged now, and at most.</summary>
internal sealed class Ledger : ICacheLedger
{
    private long _bytes;

    internal long Bytes => Volatile.Read(ref _bytes);
    internal long Limit { get; set; } = long.MaxValue;

    public nint Full => 0;

    public bool CountsFor(nint account) => account == 0;

    public long Missing(nint account, long bytes) => Math.Max(0, Volatile.Read(ref _bytes) + bytes - Limit);

    public LuaFault Refuse(nint account) => new(Status.Quota, "the memory quota of the process has no room for this value");

    public bool TryCharge(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= Limit) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    public void Discharge(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
