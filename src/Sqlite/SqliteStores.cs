using LuaVm.Core;
using LuaVm.Store;

namespace LuaVm.Sqlite;

/// <summary>Makes sqlite: URLs of stores.</summary>
public static class SqliteStores
{
    private const string Scheme = "sqlite";

    public static void Register() => StoreUrl.Register(Scheme, SqliteBackend.Open);

    /// <summary>The URL with its path made a full one; other URLs as they are. Throws <see cref="LuaFault"/>.</summary>
    /// <param name="url">Of any kind of store.</param>
    /// <param name="folder">Where relative paths start; empty: the working directory.</param>
    public static string Within(string url, string folder) =>
        url.StartsWith(Scheme + ":", StringComparison.Ordinal) ? $"{Scheme}:{PathOf(url, folder)}" : url;

    /// <summary>
    /// Looks through all of a file, however large, while others may have it open, and says what is in it. Nothing is written.
    /// Throws <see cref="LuaFault"/>, <see cref="Status.Runtime"/> where it is damaged or no store.
    /// </summary>
    /// <param name="path">Of the file.</param>
    /// <param name="timeout">For a lock.</param>
    public static Task<IReadOnlyList<SqliteTable>> Inspect(string path, TimeSpan timeout)
    {
        var health = new SqliteHealth(Path.GetFullPath(path));
        return SqliteRetry.Run(
            () =>
            {
                using var connection = SqliteConnection.ToRead(health);
                var tables = SqliteSchema.Inspect(connection);
                return connection.HasChanged ? throw SqliteBusy.Instance : tables;
            },
            timeout,
            CancellationToken.None);
    }

    /// <summary>The full path of a URL. A name that SQLite would take for something else, ":memory:" or "file:...", is a
    /// file's like any other.</summary>
    internal static string PathOf(string url, string folder)
    {
        var path = url[(Scheme.Length + 1)..];
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new LuaFault(Status.Argument, "the path of a file follows \"sqlite:\" in a store's url");
        return Path.GetFullPath(path, Path.GetFullPath(folder.Length == 0 ? "." : folder));
    }
}
