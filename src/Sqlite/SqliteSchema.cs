using LuaVm.Core;

namespace LuaVm.Sqlite;

/// <summary>What is in a file: docs/stores.md has it for people.</summary>
internal static class SqliteSchema
{
    /// <summary>"LuVM": what makes a file ours.</summary>
    internal const int ApplicationId = 0x4C75564D;

    /// <summary>A file that is no larger is looked through when it is opened.</summary>
    private const long CheckedBytes = 8 << 20;

    /// <summary>What each version adds to the one before; the version of a file is the number of steps taken.</summary>
    internal static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE versions (version INTEGER PRIMARY KEY, made INTEGER NOT NULL) STRICT;
        CREATE TABLE stores (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, keys INTEGER NOT NULL,
          bytes INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;
        CREATE TABLE entries (store INTEGER NOT NULL, key BLOB NOT NULL, expires INTEGER NOT NULL, sum INTEGER NOT NULL,
          value BLOB NOT NULL, PRIMARY KEY (store, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX expiring ON entries (store, expires) WHERE expires > 0;
        """,
    ];

    /// <summary>
    /// Makes a file ready: one without anything in it becomes a store, an older one is brought up to date. Nothing is
    /// written to any other. Throws <see cref="SqliteBusy"/> or <see cref="LuaFault"/>.
    /// </summary>
    /// <param name="connection">To a file that may be anything.</param>
    /// <param name="readOnly">Nothing at all is written.</param>
    /// <param name="steps"><see cref="Steps"/>.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    internal static void Prepare(SqliteConnection connection, bool readOnly, IReadOnlyList<string> steps, long now)
    {
        connection.KeepLog(true);
        var version = Look(connection, steps);
        if (readOnly && version < steps.Count) throw Unready(connection.Health.Path, version);
        if (!readOnly)
        {
            Log(connection);
            if (version < steps.Count) Advance(connection, steps, now);
        }
        connection.KeepLog(false);
    }

    /// <summary>
    /// Looks through all of a file, however large, and says what is in it. Nothing is written. Throws
    /// <see cref="SqliteBusy"/> or <see cref="LuaFault"/>.
    /// </summary>
    internal static IReadOnlyList<SqliteTable> Inspect(SqliteConnection connection)
    {
        connection.KeepLog(true);
        connection.Execute("BEGIN"u8);
        try
        {
            var version = Version(connection, Steps.Count);
            if (version < Steps.Count) throw Unready(connection.Health.Path, version);
            CheckTables(connection, Steps, version);
            SqliteAudit.Run(connection, isThorough: true);
            var tables = new List<SqliteTable>();
            var statement = connection.Prepare("SELECT name, keys, bytes FROM stores ORDER BY name"u8);
            while (statement.Step()) tables.Add(new SqliteTable(statement.Text(0), statement.Long(1), statement.Long(2)));
            return tables;
        }
        finally
        {
            if (connection.IsInTransaction) connection.Execute("ROLLBACK"u8);
        }
    }

    /// <summary>What every connection is set to: pages in memory are bounded, and so is what is kept of the log.</summary>
    internal static void Bound(SqliteConnection connection, SqliteMode mode)
    {
        connection.Execute(mode is SqliteMode.Read or SqliteMode.Still ? "PRAGMA cache_size=-1024"u8 : "PRAGMA cache_size=-4096"u8);
        connection.Execute("""
            PRAGMA cell_size_check=ON;
            PRAGMA journal_size_limit=4194304;
            PRAGMA synchronous=NORMAL;
            """u8);
    }

    /// <summary>All of it at one moment: others may be writing.</summary>
    private static int Look(SqliteConnection connection, IReadOnlyList<string> steps)
    {
        connection.Execute("BEGIN"u8);
        try
        {
            var version = Version(connection, steps.Count);
            if (version > 0) Check(connection, steps, version);
            return version;
        }
        finally
        {
            if (connection.IsInTransaction) connection.Execute("ROLLBACK"u8);
        }
    }

    private static int Version(SqliteConnection connection, int known)
    {
        var id = connection.Number("PRAGMA application_id"u8);
        var version = connection.Number("PRAGMA user_version"u8);
        if (id == 0 && version == 0 && connection.Number("SELECT count(*) FROM sqlite_schema"u8) == 0)
        {
            // SQLite takes a file of one byte for an empty one.
            if (new FileInfo(connection.Health.Path) is { Exists: true, Length: 1 }) throw connection.Health.Report("it is cut off");
            return 0;
        }
        if (id != ApplicationId || version < 1) throw SqliteErrors.Foreign(connection.Health.Path);
        return version <= known ? (int)version : throw SqliteErrors.Newer(connection.Health.Path, version);
    }

    private static void Check(SqliteConnection connection, IReadOnlyList<string> steps, int version)
    {
        CheckTables(connection, steps, version);
        var bytes = connection.Number("PRAGMA page_count"u8) * connection.Number("PRAGMA page_size"u8);
        if (version == steps.Count && bytes <= CheckedBytes) SqliteAudit.Run(connection, isThorough: false);
    }

    private static void CheckTables(SqliteConnection connection, IReadOnlyList<string> steps, int version)
    {
        const string Objects = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        using var model = new SqliteConnection(new SqliteHealth(":memory:"), SqliteMode.Create);
        for (var i = 0; i < version; i++) model.Execute(Bytes(steps[i]));
        if (!model.Texts(Bytes(Objects)).SequenceEqual(connection.Texts(Bytes(Objects))))
            throw connection.Report("its tables are not those of a store");
    }

    private static void Log(SqliteConnection connection)
    {
        if (connection.Texts("PRAGMA journal_mode=WAL"u8) is ["wal"]) return;
        throw SqliteErrors.Fault($"the store {connection.Health.Path} cannot have a write-ahead log where it lies;"
            + " put it on a file system of this machine");
    }

    /// <summary>All steps that are missing, or none.</summary>
    private static void Advance(SqliteConnection connection, IReadOnlyList<string> steps, long now)
    {
        connection.Execute("BEGIN IMMEDIATE"u8);
        try
        {
            var version = Version(connection, steps.Count); // another process may have done it meanwhile
            if (version > 0) Check(connection, steps, version);
            for (; version < steps.Count; version++)
            {
                connection.Execute(Bytes(steps[version]));
                connection.Execute(Bytes($"INSERT INTO versions VALUES ({version + 1}, {now})"));
            }
            connection.Execute(Bytes($"PRAGMA application_id={ApplicationId}; PRAGMA user_version={steps.Count}; COMMIT"));
        }
        finally
        {
            if (connection.IsInTransaction) connection.Execute("ROLLBACK"u8);
        }
    }

    private static LuaFault Unready(string path, int version) => SqliteErrors.Fault(version == 0
        ? $"the store {path} is empty and to be read only; write to it first"
        : $"the store {path} is of the older version {version} and to be read only; open it for writing once");

    private static byte[] Bytes(string sql) => System.Text.Encoding.UTF8.GetBytes(sql);
}
