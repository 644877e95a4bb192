namespace LuaVm.Core.Services;

/// <summary>What this process allows its services together: the part of luavm_config that is about them.</summary>
public sealed record ServiceCaps
{
    public const uint DefaultHttp = 100;
    public const uint DefaultWebSocket = 50;
    public const ulong DefaultCacheBytes = 100UL << 20;
    public const ulong DefaultCompressBytes = 4_096;

    private static ServiceCaps s_current = new();

    /// <summary>Those in force.</summary>
    public static ServiceCaps Current => Volatile.Read(ref s_current);

    /// <summary>HTTP requests under way at once.</summary>
    public uint Http { get; init; } = DefaultHttp;

    /// <summary>WebSocket connections at once.</summary>
    public uint WebSocket { get; init; } = DefaultWebSocket;

    /// <summary>All that the cache may hold.</summary>
    public ulong CacheBytes { get; init; } = DefaultCacheBytes;

    /// <summary>Values of the cache from this size on are kept compressed.</summary>
    public ulong CacheCompressBytes { get; init; } = DefaultCompressBytes;

    /// <summary>PEM file of authorities to trust besides the system's; null: none.</summary>
    public string? CaFile { get; init; }

    /// <summary>They have changed.</summary>
    public static event Action<ServiceCaps>? Changed;

    /// <summary>Puts others in force.</summary>
    public static void Set(ServiceCaps caps)
    {
        Volatile.Write(ref s_current, caps);
        Changed?.Invoke(caps);
    }
}
