namespace LuaVm.Cache;

/// <summary>Something that is found by bytes.</summary>
internal interface IBytesKey
{
    ReadOnlySpan<byte> Key { get; }
}
