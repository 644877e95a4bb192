namespace LuaVm.Http.WebSocket;

/// <summary>What a policy allows of WebSocket. One object per policy.</summary>
public sealed record WsRules
{
    public const int DefaultMessageBytes = 1 << 20;
    public const int DefaultQueueBytes = 256 << 10;
    public const int DefaultPingMs = 30_000;

    /// <summary>Hosts (the method is "GET"), addresses, authorities.</summary>
    public ReachRules Reach { get; init; } = new();

    /// <summary>Longest message that may come, and that may be sent. Scripts may ask for less to come.</summary>
    public int MessageBytes { get; init; } = DefaultMessageBytes;

    /// <summary>Received and not yet asked for; beyond it the peer has to wait. Charged to the VM from the start.</summary>
    public int QueueBytes { get; init; } = DefaultQueueBytes;

    /// <summary>For the handshake, for a message to be sent, and for the good-bye. Scripts may ask for less.</summary>
    public int TimeoutMs { get; init; } = HttpRules.DefaultTimeoutMs;

    /// <summary>Between two pings; 0: none.</summary>
    public int PingMs { get; init; } = DefaultPingMs;

    /// <summary>Most connections of one VM at once.</summary>
    public int OpenPerVm { get; init; } = 8;

    /// <summary>Most header fields of a handshake, and of its answer.</summary>
    public int FieldCount { get; init; } = 100;

    /// <summary>Most bytes of all header fields of a handshake, and of its answer; a multiple of 1 KiB.</summary>
    public int FieldBytes { get; init; } = 32 << 10;

    /// <summary>Without a policy: any host and address; the caller's own limits go before.</summary>
    public static WsRules Any { get; } = new()
    {
        Reach = ReachRules.Any,
        MessageBytes = int.MaxValue,
        QueueBytes = int.MaxValue,
        TimeoutMs = int.MaxValue,
        PingMs = int.MaxValue,
        FieldBytes = 64 << 10,
    };
}
