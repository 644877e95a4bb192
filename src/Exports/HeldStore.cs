using LuaVm.Store;

namespace LuaVm.Exports;

/// <summary>A store that a caller holds by number.</summary>
internal sealed class HeldStore(ulong handle, PersistentTable table)
{
    private int _ended;

    internal ulong Handle => handle;

    internal PersistentTable Table => table;

    /// <summary>False: ended before.</summary>
    internal bool End() => Interlocked.Exchange(ref _ended, 1) == 0;
}
