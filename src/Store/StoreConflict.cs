namespace LuaVm.Store;

/// <summary>A commit met a write of somebody else's. Nothing of the transaction has happened.</summary>
public sealed class StoreConflict(string message) : Exception(message);
