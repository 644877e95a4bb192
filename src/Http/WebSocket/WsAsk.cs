namespace LuaVm.Http.WebSocket;

/// <summary>What is connected to, and how.</summary>
internal sealed record WsAsk
{
    internal required HttpTarget Target { get; init; }

    /// <summary>Of the handshake.</summary>
    internal required HttpFields Fields { get; init; }

    /// <summary>Subprotocols to choose from, best first.</summary>
    internal IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Of the handshake.</summary>
    internal required int TimeoutMs { get; init; }

    /// <summary>Longest message that may come.</summary>
    internal required int MessageBytes { get; init; }

    internal required int QueueBytes { get; init; }

    /// <summary>0 or <see cref="int.MaxValue"/>: none.</summary>
    internal required int PingMs { get; init; }

    /// <summary>Says when to ping.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What it holds while it is open: the queue, the buffers of both halves, what the framework has for it.</summary>
    internal long Cost => Capacity + ConnectionBytes;

    /// <summary>Of the queue.</summary>
    internal int Capacity => Math.Max(QueueBytes, WsQueue.Smallest);

    private const long ConnectionBytes = 64 << 10;
}
