using System.Runtime.InteropServices;

namespace LuaVm.Sqlite;

/// <summary>The functions of SQLite that stores need, and native/sqlite/start.h.</summary>
internal static unsafe partial class SqliteNative
{
    private const string Library = "luavm_native";

    [LibraryImport(Library)]
    internal static partial int sqlite_start();

    [LibraryImport(Library)]
    internal static partial int sqlite_guard(nint db);

    [LibraryImport(Library)]
    internal static partial int sqlite_keep_log(nint db, int keep);

    [LibraryImport(Library)]
    internal static partial byte sqlite_moved(nint db);

    [LibraryImport(Library)]
    internal static partial void sqlite_watch_log(nint db, int* pages);

    [LibraryImport(Library)]
    internal static partial int sqlite3_open_v2(byte* path, nint* db, int flags, byte* vfs);

    [LibraryImport(Library)]
    internal static partial int sqlite3_close_v2(nint db);

    [LibraryImport(Library)]
    internal static partial int sqlite3_prepare_v3(nint db, byte* sql, int bytes, uint flags, nint* statement, byte** tail);

    [LibraryImport(Library)]
    internal static partial int sqlite3_finalize(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    internal static partial int sqlite3_reset(nint statement);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_bind_int64(nint statement, int at, long value);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_bind_blob(nint statement, int at, byte* data, int bytes, nint destroy);

    [LibraryImport(Library)]
    internal static partial int sqlite3_bind_text(nint statement, int at, byte* data, int bytes, nint destroy);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long sqlite3_column_int64(nint statement, int at);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_column_blob(nint statement, int at);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_column_text(nint statement, int at);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_column_bytes(nint statement, int at);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_changes(nint db);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_get_autocommit(nint db);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_extended_errcode(nint db);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int sqlite3_system_errno(nint db);

    [LibraryImport(Library)]
    internal static partial byte* sqlite3_errstr(int code);

    [LibraryImport(Library)]
    internal static partial void sqlite3_interrupt(nint db);

    [LibraryImport(Library)]
    internal static partial int sqlite3_wal_checkpoint_v2(nint db, byte* schema, int mode, int* pages, int* done);
}
