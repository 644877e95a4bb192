using System.Runtime.InteropServices;
using LuaVm.Core;

namespace LuaVm.Sqlite;

/// <summary>What a store says when its file does not do what it should.</summary>
internal static unsafe class SqliteErrors
{
    /// <summary>The failure behind a code of SQLite's.</summary>
    /// <param name="code">An extended one.</param>
    /// <param name="path">Of the file.</param>
    /// <param name="system">What the system said, or 0.</param>
    internal static Exception Of(int code, string path, int system) => (code & 0xff) switch
    {
        SqliteCode.Busy or SqliteCode.Protocol => SqliteBusy.Instance,
        SqliteCode.Interrupt => new OperationCanceledException(),
        SqliteCode.NoMemory => new LuaFault(Status.Quota,
            $"no memory for the store {path}: the process's memory quota or the system has none left; raise the quota"
            + " (luavm_configure), or free VMs"),
        SqliteCode.Full => Fault($"the disk is full: nothing more can be written to the store {path}; make room, then try again"),
        SqliteCode.Corrupt or SqliteCode.NotADatabase => Damaged(path, Text(code)),
        SqliteCode.ReadOnly => Fault($"the store {path} cannot be written to; check who may write to it and to its folder,"
            + " or open it with read_only"),
        SqliteCode.CannotOpen => Fault($"the store {path} cannot be opened{Reason(system)}; check that its folder exists"
            + " and that this process may read and write there"),
        SqliteCode.Io => Fault($"reading or writing the store {path} failed{Reason(system)} ({Text(code)});"
            + " check the disk and its free space, then try again"),
        SqliteCode.TooBig => Fault($"an entry is too large for the store {path}"),
        _ => Fault($"the store {path} failed: {Text(code)}"),
    };

    /// <summary>The file is not what it should be. It is not written to any more.</summary>
    internal static LuaFault Damaged(string path, string what) => Fault($"the store {path} is damaged ({what}); it is left as"
        + " it is: move it away with its -wal file, and put back a copy or start anew");

    /// <summary>The file belongs to something else.</summary>
    internal static LuaFault Foreign(string path) => Fault($"the file {path} is no store: another program has made it; it is"
        + " left as it is: name another file");

    internal static LuaFault Newer(string path, long version) => Fault($"the store {path} is of version {version}, and this"
        + $" library knows versions up to {SqliteSchema.Steps.Count}; use a newer library");

    internal static LuaFault Moved(string path) => Fault($"the file of the store {path} was moved, deleted or replaced while"
        + " it was open; open the store again");

    /// <summary>What is in the log cannot be read without writing beside it.</summary>
    internal static LuaFault Unmerged(string path) => Fault($"the store {path} cannot be read where it lies: the last writes to"
        + " it are in its -wal file, and nothing can be written beside it; open it once where it may be written to");

    internal static LuaFault Changed(string path) => Fault($"the store {path} was written to while it was read where nobody may"
        + " write; try again");

    internal static LuaFault Fault(string message) => new(Status.Runtime, message);

    private static string Reason(int system) => system == 0 ? "" : $": {Marshal.GetPInvokeErrorMessage(system)}";

    private static string Text(int code) => Marshal.PtrToStringUTF8((nint)SqliteNative.sqlite3_errstr(code)) ?? $"code {code}";
}
