using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LuaVm.Client.Native;

/// <summary>Bytes of the library and text of .NET.</summary>
internal static unsafe class Text
{
    /// <summary>UTF-8 that refuses what it cannot keep.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes themselves, as long as their block lives.</summary>
    public static ReadOnlySpan<byte> Span(luavm_bytes bytes) => new(bytes.data, checked((int)bytes.length));

    /// <summary>Text for people: what is not UTF-8 becomes U+FFFD.</summary>
    public static string Show(luavm_bytes bytes) => Encoding.UTF8.GetString(Span(bytes));

    /// <summary>The text that the bytes are, if they are valid UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        // Asked first: an exception for each binary string would cost thousands of times as much.
        text = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        return text != null;
    }
}
