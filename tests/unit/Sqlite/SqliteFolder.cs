using LuaVm.Sqlite;
using LuaVm.Store;
using LuaVm.Tests.Store;

namespace LuaVm.Tests.Sqlite;

/// <summary>A folder for files, and tables in them.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("luavm-sqlite-").FullName;

    internal FakeClock Clock { get; } = new();

    /// <summary>A path in the folder.</summary>
    internal string this[string name] => Path.Combine(_folder, name);

    /// <summary>The same folder under another name: what is opened there has connections and locks of its own, as another
    /// process would.</summary>
    internal string Alias()
    {
        var alias = _folder + "-alias";
        if (!Directory.Exists(alias)) Directory.CreateSymbolicLink(alias, _folder);
        return alias;
    }

    internal StoreOptions Options(string name = "a.db") => new() { Url = $"sqlite:{this[name]}", Clock = Clock };

    internal static IStoreBackend Open(StoreOptions options) => SqliteBackend.Open(options, default).Done();

    public void Dispose()
    {
        if (Directory.Exists(_folder + "-alias")) Directory.Delete(_folder + "-alias");
        Directory.Delete(_folder, recursive: true);
    }
}
