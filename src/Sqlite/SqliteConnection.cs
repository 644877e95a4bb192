using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Core;

namespace LuaVm.Sqlite;

/// <summary>How a file is opened.</summary>
internal enum SqliteMode
{
    Read,

    /// <summary>As it lies there, without locks and log: for a file that nobody writes to.</summary>
    Still,
    Write,

    /// <summary>Written to, and made where it is not there.</summary>
    Create,
}

/// <summary>A connection to a file. One thread at a time uses it, but any may interrupt it.</summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private const int ReadOnly = 1, ReadWrite = 2, CreateFile = 4, Uri = 0x40, NoMutex = 0x8000, ExtendedCodes = 0x2000000;

    private readonly SqliteHealth _health;
    private readonly List<SqliteStatement> _statements = [];
    private readonly int* _logPages;
    private readonly SqliteStamp? _still;
    private bool _hasChanged;
    private nint _db;

    internal SqliteConnection(SqliteHealth health, SqliteMode mode)
    {
        _health = health;
        var code = SqliteNative.sqlite_start();
        if (code != SqliteCode.Ok) throw health.Fault(code, 0);
        var flags = NoMutex | ExtendedCodes | mode switch
        {
            SqliteMode.Read => ReadOnly,
            SqliteMode.Still => ReadOnly | Uri,
            SqliteMode.Write => ReadWrite,
            _ => ReadWrite | CreateFile,
        };
        if (mode == SqliteMode.Still) _still = SqliteStamp.Of(health.Path);
        var name = Encoding.UTF8.GetBytes((mode == SqliteMode.Still ? SqliteStamp.Uri(health.Path) : health.Path) + '\0');
        nint db;
        fixed (byte* path = name) code = SqliteNative.sqlite3_open_v2(path, &db, flags, null);
        _db = db;
        _logPages = (int*)NativeMemory.AllocZeroed(sizeof(int));
        try
        {
            Check(code);
            Check(SqliteNative.sqlite_guard(db));
            SqliteNative.sqlite_watch_log(db, _logPages);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal SqliteHealth Health => _health;

    /// <summary>Pages in the write-ahead log after the last commit of this connection.</summary>
    internal int LogPages => *_logPages;

    internal bool IsInTransaction => SqliteNative.sqlite3_get_autocommit(_db) == 0;

    /// <summary>Rows that the last statement has inserted, updated or deleted.</summary>
    internal int Changes => SqliteNative.sqlite3_changes(_db);

    internal bool HasMoved => SqliteNative.sqlite_moved(_db) != 0;

    /// <summary>It cannot be read beside others, because what they would have to share cannot be made.</summary>
    internal bool IsUnshared { get; private set; }

    /// <summary>It reads the file as it lies there.</summary>
    internal bool IsStill => _still is not null;

    /// <summary>The file is not what it was when this was opened, so that what was read since may be anything.</summary>
    internal bool HasChanged => _still is { } was
        && (_hasChanged = _hasChanged || was != SqliteStamp.Of(Health.Path) || HasMoved || SqliteStamp.HasLog(Health.Path));

    /// <summary>
    /// Opens a file to read it. Where nobody may write beside it (a folder or a disk for reading only) it is read as it
    /// lies there, which <see cref="HasChanged"/> says no more of once somebody has written all the same.
    /// </summary>
    internal static SqliteConnection ToRead(SqliteHealth health)
    {
        if (Open(health, SqliteMode.Read) is { } shared) return shared;
        if (SqliteStamp.HasLog(health.Path)) throw SqliteErrors.Unmerged(health.Path);
        return Open(health, SqliteMode.Still)!;
    }

    /// <summary>A statement that lives as long as the connection.</summary>
    internal SqliteStatement Prepare(ReadOnlySpan<byte> sql)
    {
        const uint Persistent = 1;
        fixed (byte* text = sql)
        {
            var statement = Compile(text, sql.Length, Persistent, null);
            _statements.Add(statement);
            return statement;
        }
    }

    /// <summary>Runs statements; what they answer is left.</summary>
    internal void Execute(ReadOnlySpan<byte> sql)
    {
        fixed (byte* text = sql)
        {
            var at = text;
            while (at < text + sql.Length)
            {
                using var statement = Compile(at, (int)(text + sql.Length - at), 0, &at);
                while (statement.IsThere && statement.Step())
                {
                }
            }
        }
    }

    /// <summary>The number that a statement answers with.</summary>
    internal long Number(ReadOnlySpan<byte> sql)
    {
        fixed (byte* text = sql)
        {
            using var statement = Compile(text, sql.Length, 0, null);
            return statement.Step() ? statement.Long(0) : 0;
        }
    }

    /// <summary>The texts that a statement answers with, one a row.</summary>
    internal List<string> Texts(ReadOnlySpan<byte> sql)
    {
        var texts = new List<string>();
        fixed (byte* text = sql)
        {
            using var statement = Compile(text, sql.Length, 0, null);
            while (statement.Step()) texts.Add(statement.Text(0));
        }
        return texts;
    }

    /// <summary>Whether the file stays as it is when it is closed.</summary>
    internal void KeepLog(bool keep) => Check(SqliteNative.sqlite_keep_log(_db, keep ? 1 : 0));

    /// <summary>Copies what nobody reads in the log any more to its place.</summary>
    /// <returns>Pages in the log that are not copied.</returns>
    internal int Checkpoint()
    {
        const int Passive = 0;
        int pages, done;
        Check(SqliteNative.sqlite3_wal_checkpoint_v2(_db, null, Passive, &pages, &done));
        return pages - done;
    }

    /// <summary>Makes the statement that runs fail.</summary>
    internal void Interrupt() => SqliteNative.sqlite3_interrupt(_db);

    internal void Check(int code)
    {
        if (code != SqliteCode.Ok) throw Fault(code);
    }

    /// <summary>What to throw for a code that this connection has answered with.</summary>
    internal Exception Fault(int code)
    {
        IsUnshared = (code & 0xff) is SqliteCode.CannotOpen or SqliteCode.ReadOnly;
        return HasChanged ? SqliteErrors.Changed(_health.Path)
            : _health.Fault(code, _db == 0 ? 0 : SqliteNative.sqlite3_system_errno(_db));
    }

    /// <summary>What to throw where something is not as it should be.</summary>
    internal LuaFault Report(string what) => HasChanged ? SqliteErrors.Changed(_health.Path) : _health.Report(what);

    public void Dispose()
    {
        if (_db == 0) return;
        if (_health.Damage is not null) SqliteNative.sqlite_keep_log(_db, 1);
        foreach (var statement in _statements) statement.Dispose();
        SqliteNative.sqlite3_close_v2(_db);
        _db = 0;
        NativeMemory.Free(_logPages);
    }

    /// <summary>Null: see <see cref="IsUnshared"/>.</summary>
    private static SqliteConnection? Open(SqliteHealth health, SqliteMode mode)
    {
        var connection = new SqliteConnection(health, mode);
        var opened = false;
        try
        {
            SqliteSchema.Bound(connection, mode);
            connection.Number("PRAGMA schema_version"u8); // which is in the file, and behind the log
            opened = true;
            return connection;
        }
        catch (LuaFault) when (mode == SqliteMode.Read && connection.IsUnshared)
        {
            return null;
        }
        finally
        {
            if (!opened) connection.Dispose();
        }
    }

    private SqliteStatement Compile(byte* sql, int bytes, uint flags, byte** tail)
    {
        nint statement;
        Check(SqliteNative.sqlite3_prepare_v3(_db, sql, bytes, flags, &statement, tail));
        return new SqliteStatement(this, statement);
    }
}
