using System.Runtime.InteropServices;
using LuaVm.Interop;

namespace LuaVm.Store.Host;

/// <summary>luavm_store_backend.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct StoreCallbacks
{
    public uint StructSize;
    public uint Flags;
    public void* User;
    public delegate* unmanaged[Cdecl]<void*, LuaBytes*, StoreAnswer*, int> Get;
    public delegate* unmanaged[Cdecl]<void*, LuaBytes*, LuaBytes*, ulong, StoreAnswer*, int> Set;
    public delegate* unmanaged[Cdecl]<void*, LuaBytes*, StoreAnswer*, int> Remove;
    public delegate* unmanaged[Cdecl]<void*, StoreAnswer*, int> Size;
    public delegate* unmanaged[Cdecl]<void*, LuaBytes*, StoreAnswer*, int> Next;
    public delegate* unmanaged[Cdecl]<void*, void> Release;
}

/// <summary>luavm_store_answer.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct StoreAnswer
{
    public uint StructSize;
    public int Found;
    public LuaBytes Key;
    public LuaBytes Value;
    public ulong ExpiresMs;
    public ulong KeyCount;
    public ulong ByteCount;
    public LuaBytes Message;
}
