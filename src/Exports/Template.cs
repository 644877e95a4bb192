using LuaVm.Core;

namespace LuaVm.Exports;

/// <summary>Host functions that VMs begin with.</summary>
internal sealed class Template(ulong handle)
{
    private int _ended;

    internal ulong Handle { get; } = handle;

    internal FunctionSet Functions { get; } = new();

    /// <summary>False: ended before.</summary>
    internal bool End() => Interlocked.Exchange(ref _ended, 1) == 0;
}
