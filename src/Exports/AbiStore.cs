using System.Runtime.InteropServices;
using LuaVm.Interop;
using LuaVm.Store.Host;

namespace LuaVm.Exports;

/// <summary>luavm_store_options.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiStoreOptions
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* Url;
    internal nuint UrlLength;
    internal byte* Table;
    internal nuint TableLength;
    internal StoreCallbacks* Backend;
    internal ulong KeyCap;
    internal ulong ByteCap;
    internal ulong ValueBytes;
    internal ulong TimeoutMs;
    internal byte* Group;
    internal nuint GroupLength;
}

/// <summary>luavm_store_entry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiStoreEntry
{
    internal LuaValue Key;
    internal LuaValue Value;
    internal ulong TtlMs;
}

/// <summary>luavm_store_statistics.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AbiStoreStatistics
{
    internal uint StructSize;
    internal uint Reserved;
    internal ulong KeyCount;
    internal ulong ByteCount;
    internal ulong KeyCap;
    internal ulong ByteCap;
}
