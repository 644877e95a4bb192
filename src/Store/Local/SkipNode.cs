namespace LuaVm.Store.Local;

/// <summary>An entry in a <see cref="SkipList"/>.</summary>
internal sealed class SkipNode(byte[] key, int height)
{
    public readonly byte[] Key = key;
    public readonly SkipNode?[] Next = new SkipNode?[height];

    /// <summary>Null: deleted, where that is to be remembered.</summary>
    public byte[]? Value;

    public long Expires;

    public bool IsLive(long now) => Value is not null && (Expires == 0 || Expires > now);
}
