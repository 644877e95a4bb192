using System.Globalization;
using System.Text;
using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>What a server answered.</summary>
internal readonly record struct RespReply(RespKind Kind, long Integer, byte[]? Data, RespReply[]? Items)
{
    private const int ShownBytes = 200;

    internal static RespReply Null => default;

    internal int Count => Items?.Length ?? throw Unexpected();

    internal RespReply this[int index] => Items != null && index < Items.Length ? Items[index] : throw Unexpected();

    /// <summary>The bytes of a string; null for none.</summary>
    internal byte[]? Bytes => Kind switch
    {
        RespKind.Null => null,
        RespKind.Bytes or RespKind.Text => Data,
        _ => throw Unexpected(),
    };

    /// <summary>An integer, in either of the two ways servers write them.</summary>
    internal long Number => Kind switch
    {
        RespKind.Integer => Integer,
        RespKind.Bytes or RespKind.Text when long.TryParse(Data, NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Unexpected(),
    };

    /// <summary>What an error or a string says, fit to be shown: a server may send anything.</summary>
    internal string Shown
    {
        get
        {
            var text = Encoding.UTF8.GetString(Data.AsSpan(0, Math.Min(Data?.Length ?? 0, ShownBytes)));
            return string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
        }
    }

    internal bool IsError(string code) => Kind == RespKind.Error && Data.AsSpan().StartsWith(Encoding.ASCII.GetBytes(code))
        && (Data!.Length == code.Length || Data[code.Length] == ' ');

    private static LuaFault Unexpected() => RedisErrors.Unexpected();
}
