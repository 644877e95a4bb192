using System.Text;

namespace LuaVm.Sqlite;

/// <summary>What tells that a file has been written to.</summary>
internal readonly record struct SqliteStamp(long Length, DateTime Written)
{
    internal static SqliteStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new SqliteStamp(file.Length, file.LastWriteTimeUtc) : default;
    }

    /// <summary>Whether some of what was written is not in the file yet.</summary>
    internal static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    /// <summary>The name by which SQLite takes no locks on a file and looks for no log.</summary>
    internal static string Uri(string path)
    {
        var uri = new StringBuilder("file://");
        foreach (var one in Encoding.UTF8.GetBytes(path))
        {
            if (one is (byte)'/' or (byte)'.' || char.IsAsciiLetterOrDigit((char)one)) uri.Append((char)one);
            else uri.Append($"%{one:X2}");
        }
        return uri.Append("?immutable=1").ToString();
    }
}
