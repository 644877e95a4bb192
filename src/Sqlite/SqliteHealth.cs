using LuaVm.Core;

namespace LuaVm.Sqlite;

/// <summary>What the connections to one file have found out about it.</summary>
internal sealed class SqliteHealth(string path)
{
    private volatile LuaFault? _damage;

    internal string Path => path;

    /// <summary>Null, or why the file is not written to any more.</summary>
    internal LuaFault? Damage => _damage;

    /// <summary>What to throw; the first damage is remembered.</summary>
    internal LuaFault Report(string what)
    {
        var fault = SqliteErrors.Damaged(path, what);
        return Interlocked.CompareExchange(ref _damage, fault, null) ?? fault;
    }

    /// <summary>What to throw for a code of SQLite's.</summary>
    internal Exception Fault(int code, int system)
    {
        var fault = SqliteErrors.Of(code, path, system);
        if ((code & 0xff) is SqliteCode.Corrupt or SqliteCode.NotADatabase)
            Interlocked.CompareExchange(ref _damage, (LuaFault)fault, null);
        return fault;
    }
}
