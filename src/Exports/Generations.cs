namespace LuaVm.Exports;

/// <summary>The part of a handle that never comes again, shared by all tables.</summary>
internal static class Generations
{
    internal const int SlotBits = 20;
    internal const ulong SlotMask = (1UL << SlotBits) - 1;

    private static ulong s_last = (ulong)Random.Shared.NextInt64(1L << 32, 1L << 40);

    internal static ulong Next() => Interlocked.Increment(ref s_last);
}
