namespace LuaVm.Sqlite;

/// <summary>Another process has the file; nothing has happened, and trying again makes sense.</summary>
internal sealed class SqliteBusy : Exception
{
    internal static readonly SqliteBusy Instance = new();
}
