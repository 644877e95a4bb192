namespace LuaVm.Client;

/// <summary>What a quota group allows.</summary>
public sealed record QuotaLimits
{
    /// <summary>VMs alive in it and below; null: no cap.</summary>
    public int? VmCap { get; init; }

    /// <summary>Bytes for it and all below; null or <see cref="Limit.Unlimited"/>: no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Bytes from which its VMs collect in shorter cycles; null: 3/4 of the limit.</summary>
    public long? MemorySoftLimit { get; init; }
}
