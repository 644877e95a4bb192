using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

// luavm.h, name by name. What functions and fields mean is written there.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct luavm_bytes
{
    public byte* data;
    public nuint length;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct luavm_buffer
{
    public byte* data;
    public nuint length;
}

[StructLayout(LayoutKind.Sequential)]
internal struct luavm_config
{
    public uint struct_size;
    public uint flags;
    public uint vm_cap;
    public uint reserved;
    public ulong memory_quota_bytes;
}

[StructLayout(LayoutKind.Sequential)]
internal struct luavm_statistics
{
    public uint struct_size;
    public uint vm_cap;
    public ulong vm_count;
    public ulong vm_total;
    public ulong eval_total;
    public ulong kill_total;
    public ulong memory_bytes;
    public ulong memory_peak_bytes;
    public ulong memory_quota_bytes;
    public ulong block_count;
}

[StructLayout(LayoutKind.Sequential)]
internal struct luavm_vm_options
{
    public uint struct_size;
    public uint flags;
    public uint profile;
    public uint preset;
    public ulong memory_bytes;
    public ulong memory_soft_bytes;
    public ulong fuel;
    public ulong wall_ms;
    public ulong output_bytes;
    public ulong result_bytes;
}

[StructLayout(LayoutKind.Sequential)]
internal struct luavm_memory
{
    public uint struct_size;
    public uint reserved;
    public ulong used_bytes;
    public ulong peak_bytes;
    public ulong limit_bytes;
    public ulong soft_bytes;
    public ulong system_bytes;
    public ulong gc_count;
    public ulong refused_count;
}

[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct luavm_value
{
    [FieldOffset(0)] public int type;
    [FieldOffset(4)] public uint reserved;
    [FieldOffset(8)] public long integer;
    [FieldOffset(8)] public double number;
    [FieldOffset(8)] public long boolean;
    [FieldOffset(8)] public luavm_bytes* bytes;
    [FieldOffset(8)] public luavm_table* table;
    [FieldOffset(8)] public ulong opaque;
}

[StructLayout(LayoutKind.Sequential)]
internal struct luavm_pair
{
    public luavm_value key;
    public luavm_value value;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct luavm_table
{
    public ulong id;
    public nuint item_count;
    public luavm_value* items;
    public nuint pair_count;
    public luavm_pair* pairs;
}

[StructLayout(LayoutKind.Sequential)]
internal struct luavm_usage
{
    public ulong fuel;
    public ulong wall_ns;
    public ulong cpu_ns;
    public ulong memory_bytes;
    public ulong memory_peak_bytes;
    public ulong gc_count;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct luavm_result
{
    public uint struct_size;
    public int status;
    public luavm_bytes message;
    public luavm_bytes traceback;
    public luavm_bytes source;
    public long line;
    public luavm_bytes output;
    public nuint value_count;
    public luavm_value* values;
    public luavm_usage usage;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct luavm_eval_options
{
    public uint struct_size;
    public uint flags;
    public byte* chunk_name;
    public nuint chunk_name_length;
    public ulong fuel;
    public ulong wall_ms;
    public ulong output_bytes;
    public ulong result_bytes;
}

/// <summary>The constants and functions of luavm.h.</summary>
internal static unsafe partial class Abi
{
    public const string LIBRARY = "luavm";
    public const uint LUAVM_ABI_VERSION = 1;
    public const ulong LUAVM_UNLIMITED = ulong.MaxValue;
    public const uint LUAVM_FAIL_ONWARD = 1;
    public const uint LUAVM_VM_MEMORY_CATCHABLE = 1;
    public const uint LUAVM_EVAL_KEEP_ENVIRONMENT = 1;

    [LibraryImport(LIBRARY)]
    public static partial byte* luavm_version();

    [LibraryImport(LIBRARY)]
    public static partial uint luavm_abi_version();

    [LibraryImport(LIBRARY)]
    public static partial byte* luavm_status_name(int status);

    [LibraryImport(LIBRARY)]
    public static partial int luavm_buffer_free(luavm_buffer* buffer);

    [LibraryImport(LIBRARY)]
    public static partial int luavm_configure(luavm_config* config, luavm_buffer** error);

    [LibraryImport(LIBRARY)]
    public static partial int luavm_stats(luavm_statistics* statistics);

    [LibraryImport(LIBRARY)]
    public static partial int luavm_fail_allocations(ulong nth, uint flags, ulong* requests);

    [LibraryImport(LIBRARY)]
    public static partial int vm_new(luavm_vm_options* options, ulong* vm, luavm_buffer** error);

    [LibraryImport(LIBRARY)]
    public static partial int vm_free(ulong vm);

    [LibraryImport(LIBRARY)]
    public static partial int vm_reset(ulong vm);

    [LibraryImport(LIBRARY)]
    public static partial int vm_interrupt(ulong vm);

    [LibraryImport(LIBRARY)]
    public static partial int vm_mem_usage(ulong vm, luavm_memory* memory);

    [LibraryImport(LIBRARY)]
    public static partial int vm_gc(ulong vm, uint operation, long argument, long* result);

    [LibraryImport(LIBRARY)]
    public static partial int vm_result_free(luavm_result* result);

    [LibraryImport(LIBRARY)]
    public static partial int vm_eval(ulong vm, byte* source, nuint source_length, luavm_eval_options* options,
                                      luavm_result** result);
}
