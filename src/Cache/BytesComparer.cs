using System.Runtime.InteropServices;

namespace LuaVm.Cache;

/// <summary>
/// Finds things by bytes without making an array of them. Strangers choose the keys, so the hash is the one of strings,
/// which has a secret.
/// </summary>
internal sealed class BytesComparer<T> : IEqualityComparer<T>, IAlternateEqualityComparer<ReadOnlySpan<byte>, T>
    where T : class, IBytesKey
{
    public bool Equals(T? x, T? y) => ReferenceEquals(x, y) || (x != null && y != null && x.Key.SequenceEqual(y.Key));

    public int GetHashCode(T obj) => GetHashCode(obj.Key);

    public bool Equals(ReadOnlySpan<byte> alternate, T other) => alternate.SequenceEqual(other.Key);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(alternate));
        return (alternate.Length & 1) == 0 ? hash : HashCode.Combine(hash, alternate[^1]);
    }

    public T Create(ReadOnlySpan<byte> alternate) => throw new NotSupportedException();
}
