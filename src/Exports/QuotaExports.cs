using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Section "Quota groups" of luavm.h.</summary>
internal static unsafe class QuotaExports
{
    [UnmanagedCallersOnly(EntryPoint = "managed_quota_set", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Set(byte* group, nuint length, AbiQuota* quota, LuaBytes** error)
    {
        try
        {
            if (quota == null) throw new LuaFault(Status.Argument, "quota is NULL; pass a luavm_quota");
            Envelope.CheckSize(quota->StructSize, sizeof(AbiQuota), "luavm_quota");
            Envelope.CheckFlags(quota->Flags, 0, "luavm_quota");
            Envelope.CheckReserved(quota->Reserved, "luavm_quota.reserved");
            QuotaGroup.Set(Name(group, length), quota->VmCap, quota->MemoryBytes, quota->MemorySoftBytes);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_quota_read", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Read(byte* group, nuint length, AbiQuotaUsage* usage)
    {
        try
        {
            if (usage == null || usage->StructSize != sizeof(AbiQuotaUsage)) return (int)Status.Argument;
            *usage = new AbiQuotaUsage { StructSize = (uint)sizeof(AbiQuotaUsage) };
            if (QuotaGroup.Read(Name(group, length)) is not { } figures) return (int)Status.Argument;
            usage->VmCap = figures.VmCap;
            usage->VmCount = figures.VmCount;
            usage->MemoryBytes = figures.MemoryBytes;
            usage->MemoryPeakBytes = figures.MemoryPeakBytes;
            usage->MemoryLimitBytes = figures.LimitBytes;
            usage->MemorySoftBytes = figures.SoftBytes;
            usage->RefusedCount = figures.Refused;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_quota_remove", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Remove(byte* group, nuint length)
    {
        try
        {
            return (int)QuotaGroup.Remove(Name(group, length));
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    /// <summary>The name of a group. Throws <see cref="LuaFault"/>.</summary>
    internal static string Name(byte* group, nuint length)
    {
        Envelope.CheckBytes(group, length, QuotaGroup.NameMaximum, "group");
        return Encoding.Latin1.GetString(new ReadOnlySpan<byte>(group, (int)length));
    }
}
