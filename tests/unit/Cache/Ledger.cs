using LuaVm.Cache;

namespace LuaVm.Tests.Cache;

/// <summary>What is charged now, and at most.</summary>
internal sealed class Ledger : ICacheLedger
{
    private long _bytes;

    internal long Bytes => Volatile.Read(ref _bytes);
    internal long Limit { get; set; } = long.MaxValue;

    public bool TryCharge(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= Limit) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    public void Discharge(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
