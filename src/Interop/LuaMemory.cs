using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>luavm_memory: a VM's memory counters.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LuaMemory
{
    public uint StructSize;
    public uint Reserved;
    public ulong UsedBytes;
    public ulong PeakBytes;
    public ulong LimitBytes;
    public ulong SoftBytes;
    public ulong SystemBytes;
    public ulong GcCount;
    public ulong RefusedCount;
}
