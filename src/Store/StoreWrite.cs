namespace LuaVm.Store;

/// <summary>One write.</summary>
/// <param name="Key">The encoded key; the backend may keep the array.</param>
/// <param name="Value">The encoded value, which the backend may keep; null deletes.</param>
/// <param name="Expires">When it is gone: milliseconds since 1970 in UTC; 0: it stays, whatever was said before.</param>
public readonly record struct StoreWrite(byte[] Key, byte[]? Value, long Expires);
