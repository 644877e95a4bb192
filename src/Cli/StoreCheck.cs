using LuaVm.Core;
using LuaVm.Sqlite;

namespace LuaVm.Cli;

/// <summary>What came of looking through one file as a store; null tables: it is not in order.</summary>
internal sealed record StoreCheck(string Name, IReadOnlyList<SqliteTable>? Tables, Status Status, string Message)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    internal static StoreCheck Of(string file)
    {
        try
        {
            return new StoreCheck(file, Look(file), Status.Ok, "");
        }
        catch (LuaFault fault)
        {
            return new StoreCheck(file, null, fault.Status, fault.Message);
        }
    }

    private static IReadOnlyList<SqliteTable> Look(string file)
    {
        if (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal))
            throw Refused("the name of the file is empty; name a file of a store");
        if (Directory.Exists(file)) throw Refused($"'{file}' is a directory; name a file of a store");
        if (!File.Exists(file)) throw Refused($"'{file}' does not exist; check the path");
        return SqliteStores.Inspect(file, s_timeout).GetAwaiter().GetResult();
    }

    private static LuaFault Refused(string message) => new(Status.Argument, message);
}
