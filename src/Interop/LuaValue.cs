using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>luavm_type.</summary>
public enum LuaType
{
    Nil = 0,
    Boolean = 1,
    Integer = 2,
    Number = 3,
    Bytes = 4,
    Table = 5,
    Function = 6,
    Coroutine = 7,
    Userdata = 8,
}

/// <summary>luavm_value: a tagged value in a result block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public unsafe struct LuaValue
{
    /// <summary>LUAVM_VALUE_REFERENCE, of <see cref="Flags"/>.</summary>
    public const uint IsReference = 1;

    /// <summary>LUAVM_VALUE_TAKE, of <see cref="Flags"/>.</summary>
    public const uint IsTaken = 2;

    /// <summary>LUAVM_VALUE_OBJECT, of <see cref="Flags"/>.</summary>
    public const uint IsObject = 4;

    [FieldOffset(0)] public LuaType Type;
    [FieldOffset(4)] public uint Flags;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Number;
    [FieldOffset(8)] public LuaBytes* Bytes;
    [FieldOffset(8)] public LuaTable* Table;
    [FieldOffset(8)] public ulong Opaque;
    [FieldOffset(8)] public HostObject* Object;
}

/// <summary>luavm_pair.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LuaPair
{
    public LuaValue Key;
    public LuaValue Value;
}

/// <summary>luavm_table: keys 1..ItemCount, then all others.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct LuaTable
{
    public ulong Id;
    public nuint ItemCount;
    public LuaValue* Items;
    public nuint PairCount;
    public LuaPair* Pairs;
}
