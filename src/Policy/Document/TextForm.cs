using System.Buffers;
using System.Net;

namespace LuaVm.Policies.Document;

/// <summary>What texts of a policy may look like.</summary>
internal static class TextForm
{
    internal const string Host = "a host such as api.example.com, *.example.org, 127.0.0.1, [::1] or * for any";
    internal const string Address = "an address or a range of them, such as 127.0.0.1, 10.0.0.0/8 or fd00::/8";
    internal const string StoreUrl = "memory:, sqlite:PATH, redis://HOST or rediss://HOST";
    internal const string Table = "a name of letters, digits, '-', '_', '.' and ':'";
    internal const string Group = "parts of letters, digits, '-', '_' and '.', with '/' between them, 16 deep at most";

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly SearchValues<char> s_label = SearchValues.Create(Letters + "-_");
    private static readonly SearchValues<char> s_part = SearchValues.Create(Letters + "-_.");
    private static readonly SearchValues<char> s_table = SearchValues.Create(Letters + "-_.:");

    internal static bool IsHost(string text)
    {
        if (text == "*") return true;
        if (text.StartsWith('[') && text.EndsWith(']')) return IsIPv6(text.AsSpan(1, text.Length - 2));
        var labels = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return labels.Split('.').All(label => label.Length is > 0 and <= 63 && !label.AsSpan().ContainsAnyExcept(s_label));
    }

    internal static bool IsAddress(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        var isIPv4 = IsIPv4(address);
        if (!isIPv4 && !IsIPv6(address)) return false;
        if (slash < 0) return true;
        var bits = text.AsSpan(slash + 1);
        return bits.Length is > 0 and <= 3 && bits.IndexOfAnyExceptInRange('0', '9') < 0
            && (bits.Length == 1 || bits[0] != '0') && int.Parse(bits) <= (isIPv4 ? 32 : 128);
    }

    /// <summary>How a range is written whose address has bits set after the prefix; null: it has none.</summary>
    /// <param name="text">What <see cref="IsAddress"/> accepts.</param>
    internal static string? RangeOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return null;
        var bytes = IPAddress.Parse(text.AsSpan(0, slash)).GetAddressBytes();
        var prefix = int.Parse(text.AsSpan(slash + 1));
        var set = 0;
        for (var i = prefix / 8; i < bytes.Length; i++)
        {
            var after = i == prefix / 8 ? 0xFF >> (prefix % 8) : 0xFF;
            set |= bytes[i] & after;
            bytes[i] &= (byte)~after;
        }
        return set == 0 ? null : $"{new IPAddress(bytes)}/{prefix}";
    }

    internal static bool IsStoreUrl(string text) =>
        text == "memory:"
        || (text.StartsWith("sqlite:", StringComparison.Ordinal) && text.Length > 7)
        || (text.StartsWith("redis://", StringComparison.Ordinal) && text.Length > 8)
        || (text.StartsWith("rediss://", StringComparison.Ordinal) && text.Length > 9);

    internal static bool IsTable(string text) => !text.AsSpan().ContainsAnyExcept(s_table);

    internal static bool IsGroup(string text)
    {
        var parts = text.Split('/');
        return parts.Length <= 16 && parts.All(part => part.Length > 0 && !part.AsSpan().ContainsAnyExcept(s_part));
    }

    /// <summary>Four decimal numbers: the other spellings that parsers of addresses take are traps.</summary>
    private static bool IsIPv4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => part.Length is > 0 and <= 3
            && part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            && (part.Length == 1 || part[0] != '0') && int.Parse(part) <= 255);
    }

    private static bool IsIPv6(ReadOnlySpan<char> text) =>
        text.Contains(':') && !text.Contains('%') && !text.Contains('[') && IPAddress.TryParse(text, out _);
}
