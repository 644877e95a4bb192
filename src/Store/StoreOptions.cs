namespace LuaVm.Store;

/// <summary>How a table is opened: see luavm_store_options.</summary>
public sealed record StoreOptions
{
    public const string DefaultTable = "main";

    /// <summary>"memory:", "sqlite:PATH", "redis://...", "rediss://...".</summary>
    public string Url { get; init; } = "memory:";

    /// <summary>One of the tables that a file or server holds.</summary>
    public string Table { get; init; } = DefaultTable;

    public bool ReadOnly { get; init; }

    /// <summary>Acknowledged writes survive a loss of power, not only the end of the process.</summary>
    public bool Durable { get; init; }

    /// <summary>Most keys; long.MaxValue: no cap. The backend's to check.</summary>
    public long KeyCap { get; init; } = 1_000_000;

    /// <summary>Most bytes of keys and values, encoded; long.MaxValue: no cap. The backend's to check.</summary>
    public long ByteCap { get; init; } = 1L << 30;

    /// <summary>Longest value, encoded. Checked above the backends.</summary>
    public int ValueBytes { get; init; } = 1 << 20;

    /// <summary>For a lock or an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The quota group charged for what the table holds in memory, asked when it is opened; null: the process.</summary>
    public Func<Core.QuotaGroup?>? Group { get; init; }

    /// <summary>PEM file of authorities that rediss: servers may have their certificates from besides the system's; null: none.</summary>
    public string? CaFile { get; init; }

    /// <summary>What time it is, for entries that expire.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
