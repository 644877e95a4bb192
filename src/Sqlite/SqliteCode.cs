namespace LuaVm.Sqlite;

/// <summary>Result codes of SQLite; the others have one of these in their lowest byte.</summary>
internal static class SqliteCode
{
    internal const int Ok = 0;
    internal const int Busy = 5;
    internal const int NoMemory = 7;
    internal const int ReadOnly = 8;
    internal const int Interrupt = 9;
    internal const int Io = 10;
    internal const int Corrupt = 11;
    internal const int Full = 13;
    internal const int CannotOpen = 14;
    internal const int Protocol = 15;
    internal const int TooBig = 18;
    internal const int NotADatabase = 26;
    internal const int Row = 100;
    internal const int Done = 101;

    /// <summary>Another process is at it, and trying again makes sense.</summary>
    internal static bool IsBusy(int code) => (code & 0xff) is Busy or Protocol;
}
