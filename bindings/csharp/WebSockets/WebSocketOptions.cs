namespace LuaVm.Client;

/// <summary>How a <see cref="LuaWebSocket"/> connects.</summary>
public sealed record WebSocketOptions
{
    /// <summary>Header fields of the handshake, one byte for each character; a name may come repeatedly.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Subprotocols that the server may choose from, best first.</summary>
    public IEnumerable<string> Protocols { get; init; } = [];

    /// <summary>For the handshake; null: 30 seconds, or the policy's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Longest message that may come; null: 1 MiB, or the policy's.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What has come and was not yet asked for, beyond which the peer has to wait; null: 256 KiB, or the policy's; at
    /// most 1 GiB.</summary>
    public long? QueueBytes { get; init; }

    /// <summary>Between two pings, the second of which finds the first answered; null: 30 seconds, or the policy's;
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: none.</summary>
    public TimeSpan? Ping { get; init; }

    /// <summary>What its "ws" says holds; null: any address.</summary>
    public LuaPolicy? Policy { get; init; }
}
