namespace LuaVm.Sqlite;

/// <summary>What a table in a file has, entries that are over among it.</summary>
public readonly record struct SqliteTable(string Name, long Keys, long Bytes);
