namespace LuaVm.Client;

/// <summary>Compares keys as Lua does: integers by value, whatever type the host asks with, binary strings by content,
/// tables by identity.</summary>
internal sealed class KeyComparer : IEqualityComparer<object>
{
    public static readonly KeyComparer Instance = new();

    public new bool Equals(object? x, object? y)
    {
        if (x is byte[] left && y is byte[] right) return left.AsSpan().SequenceEqual(right);
        return object.Equals(Widen(x), Widen(y));
    }

    public int GetHashCode(object key)
    {
        if (key is not byte[] bytes) return Widen(key)!.GetHashCode();
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private static object? Widen(object? key) => key switch
    {
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(key, null),
        ulong and <= long.MaxValue and var small => (long)small,
        _ => key,
    };
}
