using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>luavm_bytes and luavm_buffer: bytes inside a block somebody owns.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct LuaBytes
{
    public byte* Data;
    public nuint Length;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Length));
}

/// <summary>luavm_usage: what an eval spent.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LuaUsage
{
    public ulong Fuel;
    public ulong WallNs;
    public ulong CpuNs;
    public ulong MemoryBytes;
    public ulong MemoryPeakBytes;
    public ulong GcCount;
    public ulong ServiceNs;
}

/// <summary>luavm_result: the one block an eval hands out.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct LuaResult
{
    public uint StructSize;
    public int Status;
    public LuaBytes Message;
    public LuaBytes Traceback;
    public LuaBytes Source;
    public long Line;
    public LuaBytes Output;
    public nuint ValueCount;
    public LuaValue* Values;
    public LuaUsage Usage;
    public LuaValue Error;
}
