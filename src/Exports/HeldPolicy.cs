using LuaVm.Policies;

namespace LuaVm.Exports;

/// <summary>A policy that a caller holds by number.</summary>
internal sealed class HeldPolicy(ulong handle, Policy policy)
{
    private int _ended;

    internal ulong Handle => handle;

    internal Policy Policy => policy;

    /// <summary>False: ended before.</summary>
    internal bool End() => Interlocked.Exchange(ref _ended, 1) == 0;
}
