namespace LuaVm.Client;

/// <summary>What a process allows all its VMs together.</summary>
public sealed record LuaVmProcessOptions
{
    /// <summary>VMs alive at once, at most 65,535; null: 1,000.</summary>
    public int? VmCap { get; init; }

    /// <summary>Bytes taken from the system for all VMs together; null or <see cref="Limit.Unlimited"/>: no quota.
    /// </summary>
    public long? MemoryQuota { get; init; }
}
