using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Limits that VMs share: "tenants/ada" lies in "tenants", and both in the process. See
/// <see cref="VmOptions.Group"/>. Threads: any.</summary>
public static unsafe class QuotaGroups
{
    /// <summary>Makes a group, or changes what it allows; nothing alive is taken away.</summary>
    /// <param name="group">Parts of letters, digits, '-', '_' and '.', with '/' between them.</param>
    /// <param name="limits">What is null there is not limited.</param>
    /// <exception cref="InvalidArgumentException">The name or a limit is impossible.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is zero or negative.</exception>
    /// <exception cref="QuotaException">There are 4,096 groups.</exception>
    public static void Set(string group, QuotaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var quota = new luavm_quota
        {
            struct_size = (uint)sizeof(luavm_quota),
            vm_cap = (uint)Math.Min(uint.MaxValue, Limit.Amount(limits.VmCap, nameof(limits.VmCap))),
            memory_bytes = Limit.Amount(limits.MemoryLimit, nameof(limits.MemoryLimit)),
            memory_soft_bytes = Limit.Amount(limits.MemorySoftLimit, nameof(limits.MemorySoftLimit)),
        };
        ReadOnlySpan<byte> name = Text.Strict.GetBytes(group);
        luavm_buffer* error;
        LuaStatus status;
        fixed (byte* first = name) status = (LuaStatus)Abi.quota_set(first, (nuint)name.Length, &quota, &error);
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
    }

    /// <summary>Reads the counters of a group.</summary>
    /// <param name="group">Empty: the process.</param>
    /// <exception cref="InvalidArgumentException">There is no such group.</exception>
    public static QuotaUsage Read(string group)
    {
        var read = new luavm_quota_usage { struct_size = (uint)sizeof(luavm_quota_usage) };
        ReadOnlySpan<byte> name = Text.Strict.GetBytes(group);
        fixed (byte* first = name) Check(Abi.quota_read(first, (nuint)name.Length, &read), group);
        return new QuotaUsage
        {
            VmCap = read.vm_cap,
            VmCount = Limit.Shown(read.vm_count),
            MemoryBytes = Limit.Shown(read.memory_bytes),
            MemoryPeakBytes = Limit.Shown(read.memory_peak_bytes),
            MemoryLimitBytes = Limit.Shown(read.memory_limit_bytes),
            MemorySoftBytes = Limit.Shown(read.memory_soft_bytes),
            RefusedCount = Limit.Shown(read.refused_count),
        };
    }

    /// <summary>Forgets a group that no VM and no group below it needs. What the cache keeps for it goes.</summary>
    /// <param name="group">Its name.</param>
    /// <exception cref="InvalidArgumentException">There is no such group.</exception>
    /// <exception cref="BusyException">It is in use.</exception>
    public static void Remove(string group)
    {
        ReadOnlySpan<byte> name = Text.Strict.GetBytes(group);
        fixed (byte* first = name) Check(Abi.quota_remove(first, (nuint)name.Length), group);
    }

    private static void Check(luavm_status answer, string group)
    {
        var status = (LuaStatus)answer;
        if (status == LuaStatus.Ok) return;
        throw LuaVmException.For(status switch
        {
            LuaStatus.Argument => new Failure(status, $"there is no quota group \"{group}\""),
            LuaStatus.Busy => new Failure(status, $"quota group \"{group}\" is in use by VMs or by groups below it"),
            _ => Failure.Of(status),
        });
    }
}
