namespace LuaVm.Client;

/// <summary>The counters of a <see cref="LuaStore"/>.</summary>
public sealed record LuaStoreStatistics
{
    /// <summary>Keys in it.</summary>
    public long KeyCount { get; init; }

    /// <summary>Of keys and values, encoded.</summary>
    public long ByteCount { get; init; }

    /// <summary><see cref="Limit.Unlimited"/>: none.</summary>
    public long KeyCap { get; init; }

    /// <summary>Likewise.</summary>
    public long ByteCap { get; init; }
}
