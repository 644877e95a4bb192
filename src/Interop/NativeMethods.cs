using System.Runtime.InteropServices;

namespace LuaVm.Interop;

/// <summary>native/shim.h, function by function. None of these raises a Lua error.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "luavm_native";

    [LibraryImport(Library)]
    internal static partial nint shim_vm_open(ShimOptions* options, int* status);

    [LibraryImport(Library)]
    internal static partial nint shim_vm_close(nint vm);

    [LibraryImport(Library)]
    internal static partial void shim_items_end(nint items);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int shim_vm_end(nint vm);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint shim_vm_state(nint vm);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_begin(nint vm, long fuel, ulong epoch);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_kill(nint vm, ulong epoch, int cause);

    [LibraryImport(Library)]
    internal static partial int shim_vm_run(nint vm, ShimRun* run, LuaResult** result);

    [LibraryImport(Library)]
    internal static partial int shim_vm_make(nint vm, ShimMake* make);

    [LibraryImport(Library)]
    internal static partial void shim_vm_flush(nint vm);

    [LibraryImport(Library)]
    internal static partial int shim_vm_publish(nint vm, LuaResult* result);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_go_on(nint vm, ulong epoch);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int shim_vm_depth(nint vm);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int shim_vm_waits(nint vm);

    [LibraryImport(Library)]
    internal static partial int shim_vm_release(nint vm, ulong reference);

    [LibraryImport(Library)]
    internal static partial void shim_vm_sweep(nint vm);

    [LibraryImport(Library)]
    internal static partial nint shim_function_new(void* function);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_function_hold(nint function);

    [LibraryImport(Library)]
    internal static partial void shim_function_drop(nint function);

    [LibraryImport(Library)]
    internal static partial void shim_function_forget(nint function);

    [LibraryImport(Library)]
    internal static partial int shim_echo_failure();

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_memory(nint vm, LuaMemory* memory);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial ulong shim_vm_system_peak(nint vm);

    [LibraryImport(Library)]
    internal static partial int shim_vm_gc_mode(nint vm, int generational);

    [LibraryImport(Library)]
    internal static partial void shim_vm_trim(nint vm);

    [LibraryImport(Library)]
    internal static partial nuint shim_stack_left();

    [LibraryImport(Library)]
    internal static partial void shim_process_started();

    [LibraryImport(Library)]
    internal static partial int shim_block_free(void* block, int kind);

    [LibraryImport(Library)]
    internal static partial ulong shim_block_live();

    [LibraryImport(Library)]
    internal static partial void* shim_block_new(int kind);

    [LibraryImport(Library)]
    internal static partial void* shim_block_reserve(void* block, nuint bytes);

    [LibraryImport(Library)]
    internal static partial int shim_block_resize(void* block, void** at, nuint bytes);

    [LibraryImport(Library)]
    internal static partial void shim_block_rewind(void* block);

    [LibraryImport(Library)]
    internal static partial int shim_block_publish(void* block);

    [LibraryImport(Library)]
    internal static partial void shim_block_drop(void* block);

    [LibraryImport(Library)]
    internal static partial LuaResult* shim_result_copy(LuaValue* values, nuint count);

    [LibraryImport(Library)]
    internal static partial int shim_reply_memory(HostReply* reply, nuint bytes, void** memory);

    [LibraryImport(Library)]
    internal static partial int shim_vm_charge(nint vm, nuint bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_discharge(nint vm, nuint bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_spend(nint vm, long fuel);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_vm_serve(nint vm, ulong nanoseconds);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int shim_vm_killed(nint vm);

    [LibraryImport(Library)]
    internal static partial nint shim_account_new(nint parent);

    [LibraryImport(Library)]
    internal static partial void shim_account_free(nint account);

    [LibraryImport(Library)]
    internal static partial int shim_account_charge(nint account, ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int shim_account_try(nint account, ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_discharge(nint account, ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint shim_account_refuser();

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_refused(nint account);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial ulong shim_account_missing(nint account, ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_ask(delegate* unmanaged[Cdecl]<nint, ulong, int> giver);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_bound(nint account, ulong limit, ulong soft);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_figures(nint account, ulong* figures);

    [LibraryImport(Library)]
    internal static partial LuaBytes* shim_buffer_new(byte* data, nuint length);

    [LibraryImport(Library)]
    internal static partial LuaResult* shim_result_error(int status, byte* message, nuint length);

    [LibraryImport(Library)]
    internal static partial int shim_result_message(LuaResult* result, byte* message, nuint length);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial ulong shim_fault_arm(ulong nth, int onward);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_limit(ulong bytes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void shim_account_read(ulong* used, ulong* peak, ulong* limit);
}
