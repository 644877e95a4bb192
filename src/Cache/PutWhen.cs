namespace LuaVm.Cache;

/// <summary>When a value is put: always, or where the key has still what it had when somebody looked.</summary>
internal readonly struct PutWhen
{
    private readonly bool _conditional;

    private PutWhen(CacheEntry? expected)
    {
        _conditional = true;
        Expected = expected;
    }

    /// <summary>Whose place it takes, and whose time; null: none's.</summary>
    internal CacheEntry? Expected { get; }

    internal static PutWhen Absent => new(null);

    internal static PutWhen Has(CacheEntry? entry) => new(entry);

    internal bool Holds(CacheEntry? found) => !_conditional || ReferenceEquals(found, Expected);
}
