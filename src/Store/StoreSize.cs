namespace LuaVm.Store;

/// <summary>What a table holds.</summary>
/// <param name="Keys">Entries.</param>
/// <param name="Bytes">Of their keys and values, encoded.</param>
public readonly record struct StoreSize(long Keys, long Bytes);
