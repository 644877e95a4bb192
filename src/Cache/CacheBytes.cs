namespace LuaVm.Cache;

/// <summary>A value as it is kept.</summary>
/// <param name="kept">Compressed if it is shorter than <paramref name="plainLength"/>.</param>
/// <param name="plainLength">Bytes that it stands for.</param>
internal readonly ref struct CacheBytes(ReadOnlySpan<byte> kept, int plainLength)
{
    internal ReadOnlySpan<byte> Kept { get; } = kept;
    internal int PlainLength { get; } = plainLength;
}
