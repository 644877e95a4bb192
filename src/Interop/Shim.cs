using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>shim_options of native/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShimOptions
{
    internal uint Profile;
    internal uint Flags;
    internal ulong MemoryBytes;
    internal ulong MemorySoftBytes;
    internal ulong Handle;
    internal nint User;
    internal nint Account;
    internal uint Libraries;
    internal uint Reserved;
}

/// <summary>shim_kind of native/shim.h.</summary>
public enum RunKind : uint
{
    Eval = 0,
    Load = 1,
    Call = 2,
    Get = 3,
    Set = 4,
    Index = 5,
    Assign = 6,
    Resume = 7,
}

/// <summary>shim_run of native/shim.h: what is to be run, and what came of it.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ShimRun
{
    /// <summary>A bit of <see cref="Flags"/>: prints go to standard output as well.</summary>
    public const uint Echo = 0x80000000;

    public RunKind Kind;
    public uint Flags;
    public byte* Text;
    public nuint Length;
    public byte* ChunkName;
    public LuaValue* Key;
    public LuaValue* Values;
    public nuint ValueCount;
    public ulong Object;
    internal ulong OutputBytes;
    internal ulong ResultBytes;
    public ulong SliceFuel;
    public int Answer;
    internal uint ResultTooLarge;
}

/// <summary>shim_made of native/shim.h.</summary>
public enum MadeKind : uint
{
    Register = 0,
    Function = 1,
    Class = 2,
    Object = 3,
    Keep = 4,
}

/// <summary>shim_make of native/shim.h: what is to be made for the host.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ShimMake
{
    private const int MessageBytes = 512;

    public MadeKind Kind;
    public uint PathLength;
    public nint Function;
    public byte* Path;
    public void* Definition;
    public LuaValue* Value;
    public ulong ObjectClass;
    public void* Object;
    public ulong Reference;
    internal nint Made;
    internal fixed byte Message[MessageBytes];
}
