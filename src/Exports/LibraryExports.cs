using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Section "Library", "Status", "Bytes" and "Process" of luavm.h.</summary>
internal static unsafe class LibraryExports
{
    private const uint AbiVersion = 1;
    private const uint FailOnward = 1;

    [UnmanagedCallersOnly(EntryPoint = "luavm_version", CallConvs = [typeof(CallConvCdecl)])]
    internal static byte* Version() => Literal("0.1.0\0"u8);

    [UnmanagedCallersOnly(EntryPoint = "luavm_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    internal static uint Abi() => AbiVersion;

    [UnmanagedCallersOnly(EntryPoint = "luavm_status_name", CallConvs = [typeof(CallConvCdecl)])]
    internal static byte* StatusName(int status) => Literal((Status)status switch
    {
        Status.Ok => "ok\0"u8,
        Status.Runtime => "runtime\0"u8,
        Status.Argument => "argument\0"u8,
        Status.Syntax => "syntax\0"u8,
        Status.Memory => "memory\0"u8,
        Status.Timeout => "timeout\0"u8,
        Status.Fuel => "fuel\0"u8,
        Status.Sandbox => "sandbox\0"u8,
        Status.Output => "output\0"u8,
        Status.Cancelled => "cancelled\0"u8,
        Status.Internal => "internal\0"u8,
        Status.Handle => "handle\0"u8,
        Status.Busy => "busy\0"u8,
        Status.Quota => "quota\0"u8,
        Status.Closed => "closed\0"u8,
        Status.Forked => "forked\0"u8,
        Status.Network => "network\0"u8,
        Status.Unsupported => "unsupported\0"u8,
        _ => "unknown\0"u8,
    });

    [UnmanagedCallersOnly(EntryPoint = "luavm_buffer_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int BufferFree(LuaBytes* buffer)
    {
        if (Fence.Forked) return (int)Status.Forked;
        return (int)(NativeMethods.shim_block_free(buffer, 2) != 0 ? Status.Ok : Status.Argument);
    }

    [UnmanagedCallersOnly(EntryPoint = "luavm_configure", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Configure(AbiConfig* config, LuaBytes** error)
    {
        if (error != null) *error = null;
        if (Fence.Forked) return (int)Status.Forked;
        try
        {
            if (config == null) throw new LuaFault(Status.Argument, "config is NULL; pass a luavm_config");
            Envelope.CheckSize(config->StructSize, sizeof(AbiConfig), "luavm_config");
            Envelope.CheckFlags(config->Flags, 0, "luavm_config");
            Envelope.CheckReserved(config->Reserved, "luavm_config.reserved");
            VmProcess.Configure(config->VmCap, config->MemoryQuotaBytes);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "luavm_stats", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Stats(AbiStatistics* statistics)
    {
        if (Fence.Forked) return (int)Status.Forked;
        if (statistics == null || statistics->StructSize != sizeof(AbiStatistics)) return (int)Status.Argument;
        var (used, peak, quota) = VmProcess.Memory();
        *statistics = new AbiStatistics
        {
            StructSize = (uint)sizeof(AbiStatistics),
            VmCap = VmProcess.VmCap,
            VmCount = VmProcess.VmCount,
            VmTotal = VmProcess.VmTotal,
            EvalTotal = VmProcess.EvalTotal,
            KillTotal = VmProcess.KillTotal,
            MemoryBytes = used,
            MemoryPeakBytes = peak,
            MemoryQuotaBytes = quota,
            BlockCount = VmProcess.BlockCount,
        };
        return (int)Status.Ok;
    }

    [UnmanagedCallersOnly(EntryPoint = "luavm_fail_allocations", CallConvs = [typeof(CallConvCdecl)])]
    internal static int FailAllocations(ulong nth, uint flags, ulong* requests)
    {
        if (requests != null) *requests = 0;
        if (Fence.Forked) return (int)Status.Forked;
        if ((flags & ~FailOnward) != 0) return (int)Status.Argument;
        var counted = Faults.Arm(nth, onward: flags != 0);
        if (requests != null) *requests = counted;
        return (int)Status.Ok;
    }

    /// <summary>UTF-8 literals live in the library's read-only data.</summary>
    private static byte* Literal(ReadOnlySpan<byte> text) =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
}
