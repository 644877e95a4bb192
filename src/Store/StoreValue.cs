namespace LuaVm.Store;

/// <summary>What a key has.</summary>
/// <param name="Bytes">The encoded value, not to be written to; null: there is no such entry.</param>
/// <param name="Expires">When it is gone: milliseconds since 1970 in UTC; 0: it stays.</param>
public readonly record struct StoreValue(byte[]? Bytes, long Expires);
