namespace LuaVm.Client;

/// <summary>How a <see cref="LuaStore"/> is opened. Null is the default.</summary>
public sealed record LuaStoreOptions
{
    /// <summary>One of the tables that a file or server holds; empty: "main".</summary>
    public string Table { get; init; } = "";

    /// <summary>Nothing is written; a file that is not there is an error.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>An acknowledged write survives a loss of power, not only the end of the process.</summary>
    public bool Durable { get; init; }

    /// <summary>Most keys; 1,000,000.</summary>
    public long? KeyCap { get; init; }

    /// <summary>Most bytes of keys and values, encoded; 1 GiB.</summary>
    public long? ByteCap { get; init; }

    /// <summary>Longest value, encoded; 1 MiB.</summary>
    public long? ValueLimit { get; init; }

    /// <summary>For a lock or an answer; 5 seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The quota group charged for what the store holds in memory; empty: the process.</summary>
    public string Group { get; init; } = "";
}
