namespace LuaVm.Sqlite;

/// <summary>The files that this process has open, each once.</summary>
internal static class SqliteFiles
{
    private static readonly Dictionary<(string Path, bool ReadOnly), SqliteFile> s_open = [];
    private static readonly Dictionary<SqliteFile, int> s_holders = [];

    /// <summary>The file of a path, held until it is let go of.</summary>
    internal static SqliteFile Hold(string path, bool readOnly)
    {
        lock (s_holders)
        {
            if (!s_open.TryGetValue((path, readOnly), out var file) || file.HasMoved)
                s_open[(path, readOnly)] = file = new SqliteFile(path, readOnly);
            s_holders[file] = s_holders.GetValueOrDefault(file) + 1;
            return file;
        }
    }

    /// <summary>The last one to let go closes it.</summary>
    internal static void Drop(SqliteFile file)
    {
        lock (s_holders)
        {
            if (--s_holders[file] > 0) return;
            s_holders.Remove(file);
            if (s_open.TryGetValue((file.Path, file.IsReadOnly), out var open) && open == file)
                s_open.Remove((file.Path, file.IsReadOnly));
        }
        file.Close();
    }
}
