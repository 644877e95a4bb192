using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>luavm_function.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostFunction
{
    public uint StructSize;
    public uint Flags;
    public byte* Name;
    public nuint NameLength;
    public void* Call;
    public void* User;
    public void* Release;
}

/// <summary>luavm_method.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostMethod
{
    public byte* Name;
    public nuint NameLength;
    public void* Call;
    public void* User;
}

/// <summary>luavm_class.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostClass
{
    public uint StructSize;
    public uint Flags;
    public byte* Name;
    public nuint NameLength;
    public HostMethod* Methods;
    public nuint MethodCount;
    public void* Get;
    public void* Set;
    public void* User;
    public void* Release;
    public void* ObjectRelease;
}

/// <summary>luavm_object.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostObject
{
    public ulong Id;
    public ulong Class;
    public void* User;
}

/// <summary>luavm_call.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostCall
{
    public uint StructSize;
    public uint Reserved;
    public ulong Vm;
    public void* VmUser;
    public nuint ArgumentCount;
    public LuaValue* Arguments;
}

/// <summary>luavm_reply.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct HostReply
{
    public uint StructSize;
    public uint ValueRoom;
    public nuint ValueCount;
    public LuaValue* Values;
    public delegate* unmanaged[Cdecl]<void*, void> Release;
    public void* ReleaseUser;
}
