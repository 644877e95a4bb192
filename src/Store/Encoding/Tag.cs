namespace LuaVm.Store.Encoding;

/// <summary>First bytes of values and keys: docs/stores.md.</summary>
internal static class Tag
{
    /// <summary>Of the encoding of values, in front of each.</summary>
    public const byte Version = 1;

    public const byte False = 0x00;
    public const byte True = 0x01;
    public const byte Integer = 0x02;
    public const byte Number = 0x03;
    public const byte Bytes = 0x04;
    public const byte Table = 0x05;

    /// <summary>And the length, up to <see cref="ShortMaximum"/>.</summary>
    public const byte ShortBytes = 0x40;

    public const int ShortMaximum = 0x3f;

    /// <summary>And the integer, up to <see cref="SmallMaximum"/>.</summary>
    public const byte SmallInteger = 0x80;

    public const int SmallMaximum = 0x7f;

    public const byte KeyFalse = 0x10;
    public const byte KeyTrue = 0x11;
    public const byte KeyNumber = 0x20;
    public const byte KeyBytes = 0x30;
}
