using System.Globalization;
using System.Text;

namespace LuaVm.Policies;

/// <summary>Where a byte of a document is, as editors count.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters (code points), of which a tab is one.</param>
internal readonly record struct TextPosition(int Line, int Column)
{
    internal static TextPosition Of(ReadOnlySpan<byte> document, int offset)
    {
        var before = document[..Math.Min(offset, document.Length)];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return new TextPosition(1 + before.Count((byte)'\n'), 1 + CharactersIn(line));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}");

    private static int CharactersIn(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out _, out var length);
            utf8 = utf8[length..];
            count++;
        }
        return count;
    }
}
