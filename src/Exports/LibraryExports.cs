using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Cache;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Sections "Bytes" and "Process" of luavm.h.</summary>
internal static unsafe class LibraryExports
{
    private const uint FailOnward = 1;
    private const nuint PathMaximum = 4_096;

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
            var given = Envelope.Grown(config, AbiConfig.FirstSize, "luavm_config");
            Envelope.CheckFlags(given.Flags, 0, "luavm_config");
            Envelope.CheckReserved(given.Reserved, "luavm_config.reserved");
            var caps = Caps(given);
            VmProcess.Configure(given.VmCap, given.MemoryQuotaBytes);
            ServiceCaps.Set(caps);
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
        if (statistics == null) return (int)Status.Argument;
        var size = statistics->StructSize;
        if (size != AbiStatistics.FirstSize && size != sizeof(AbiStatistics)) return (int)Status.Argument;
        var (used, peak, quota) = VmProcess.Memory();
        var caps = ServiceCaps.Current;
        var read = new AbiStatistics
        {
            StructSize = size,
            VmCap = VmProcess.VmCap,
            VmCount = VmProcess.VmCount,
            VmTotal = VmProcess.VmTotal,
            EvalTotal = VmProcess.EvalTotal,
            KillTotal = VmProcess.KillTotal,
            MemoryBytes = used,
            MemoryPeakBytes = peak,
            MemoryQuotaBytes = quota,
            BlockCount = VmProcess.BlockCount,
            HttpCap = caps.Http,
            WsCap = caps.WebSocket,
            CacheBytes = caps.CacheBytes,
            CacheCompressBytes = caps.CacheCompressBytes,
            CacheHeldBytes = (ulong)ProcessCache.HeldBytes,
        };
        new ReadOnlySpan<byte>(&read, (int)size).CopyTo(new Span<byte>(statistics, (int)size));
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

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    private static ServiceCaps Caps(in AbiConfig config)
    {
        Envelope.CheckBytes(config.CaFile, config.CaFileLength, PathMaximum, "luavm_config.ca_file");
        var file = Encoding.UTF8.GetString(new ReadOnlySpan<byte>(config.CaFile, (int)config.CaFileLength));
        if (file.Length != 0 && !File.Exists(file))
            throw new LuaFault(Status.Argument, $"luavm_config.ca_file '{file}' is not there");
        CheckCap(config.HttpCap, "http_cap");
        CheckCap(config.WsCap, "ws_cap");
        return new ServiceCaps
        {
            Http = config.HttpCap == 0 ? ServiceCaps.DefaultHttp : config.HttpCap,
            WebSocket = config.WsCap == 0 ? ServiceCaps.DefaultWebSocket : config.WsCap,
            CacheBytes = config.CacheBytes == 0 ? ServiceCaps.DefaultCacheBytes : config.CacheBytes,
            CacheCompressBytes = config.CacheCompressBytes == 0
                ? ServiceCaps.DefaultCompressBytes : config.CacheCompressBytes,
            CaFile = file.Length == 0 ? null : file,
        };
    }

    private static void CheckCap(uint given, string field)
    {
        if (given <= VmProcess.MaximumVmCap) return;
        throw new LuaFault(Status.Argument, $"luavm_config.{field} is {Quantity.Count(given)}, the most is {Quantity.Count(VmProcess.MaximumVmCap)}");
    }
}
