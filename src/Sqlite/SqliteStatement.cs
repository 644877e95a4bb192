using System.Text;

namespace LuaVm.Sqlite;

/// <summary>A statement. What is bound to it is read while it steps, and not kept.</summary>
internal sealed unsafe class SqliteStatement(SqliteConnection connection, nint statement) : IDisposable
{
    private const nint Static = 0;

    // SQLite takes a null pointer for NULL.
    private static readonly byte[] s_empty = GC.AllocateArray<byte>(1, pinned: true);

    private nint _statement = statement;

    /// <summary>False: the text was a comment or blank.</summary>
    internal bool IsThere => _statement != 0;

    internal SqliteStatement Bind(int at, long value)
    {
        connection.Check(SqliteNative.sqlite3_bind_int64(_statement, at, value));
        return this;
    }

    /// <summary>Bytes that stay where they are until the statement has been stepped and reset.</summary>
    internal SqliteStatement Bind(int at, byte* data, int bytes)
    {
        if (data == null) data = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref s_empty[0]);
        connection.Check(SqliteNative.sqlite3_bind_blob(_statement, at, data, bytes, Static));
        return this;
    }

    internal SqliteStatement Bind(int at, string text)
    {
        const nint Copied = -1;
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        fixed (byte* data = bytes)
            connection.Check(SqliteNative.sqlite3_bind_text(_statement, at, data, bytes.Length - 1, Copied));
        return this;
    }

    /// <summary>True: there is a row to be read. Otherwise it is reset already.</summary>
    internal bool Step()
    {
        var code = SqliteNative.sqlite3_step(_statement);
        if (code == SqliteCode.Row) return true;
        var fault = code == SqliteCode.Done ? null : connection.Fault(code);
        Reset();
        return fault is null ? false : throw fault;
    }

    /// <summary>Runs one that answers nothing; false: another process is in the way.</summary>
    internal bool TryRun()
    {
        var code = SqliteNative.sqlite3_step(_statement);
        var fault = code == SqliteCode.Done || SqliteCode.IsBusy(code) ? null : connection.Fault(code);
        Reset();
        return fault is null ? code == SqliteCode.Done : throw fault;
    }

    internal void Reset() => SqliteNative.sqlite3_reset(_statement);

    internal long Long(int at) => SqliteNative.sqlite3_column_int64(_statement, at);

    /// <summary>Until the next step or reset.</summary>
    internal ReadOnlySpan<byte> Blob(int at)
    {
        var data = SqliteNative.sqlite3_column_blob(_statement, at);
        var bytes = SqliteNative.sqlite3_column_bytes(_statement, at);
        if (data == null && bytes > 0) throw connection.Fault(SqliteCode.NoMemory);
        return new ReadOnlySpan<byte>(data, bytes);
    }

    internal string Text(int at)
    {
        var data = SqliteNative.sqlite3_column_text(_statement, at);
        return Encoding.UTF8.GetString(data, data == null ? 0 : SqliteNative.sqlite3_column_bytes(_statement, at));
    }

    public void Dispose()
    {
        SqliteNative.sqlite3_finalize(_statement);
        _statement = 0;
    }
}
