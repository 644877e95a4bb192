using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Sections "Bytes" and "Process" of luavm.h.</summary>
internal static unsafe class LibraryExports
{
    private const uint FailOnward = 1;

    [UnmanagedCallersOnly(EntryPoint = "managed_buffer_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int BufferFree(LuaBytes* buffer)
    {
        return (int)(NativeMethods.shim_block_free(buffer, 2) != 0 ? Status.Ok : Status.Argument);
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_configure", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Configure(AbiConfig* config, LuaBytes** error)
    {
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

    [UnmanagedCallersOnly(EntryPoint = "managed_stats", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Stats(AbiStatistics* statistics)
    {
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

    [UnmanagedCallersOnly(EntryPoint = "managed_fail_allocations", CallConvs = [typeof(CallConvCdecl)])]
    internal static int FailAllocations(ulong nth, uint flags, ulong* requests)
    {
        if (requests != null) *requests = 0;
        if ((flags & ~FailOnward) != 0) return (int)Status.Argument;
        var counted = Faults.Arm(nth, onward: flags != 0);
        if (requests != null) *requests = counted;
        return (int)Status.Ok;
    }
}
