using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// Hosts in one spelling. An address that is not written in full ("127.1", "0x7f000001", "2130706433") is refused and
/// not guessed at: what checks it and what connects to it might read it differently.
/// </summary>
internal static class HostName
{
    private const int NameMaximum = 253; // RFC 1035
    private const int LabelMaximum = 63;
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>
    /// In small letters, international names in ASCII, without the dot at the end; addresses as the system prints
    /// them, IPv6 in brackets. Throws <see cref="LuaFault"/> (argument).
    /// </summary>
    internal static string Normalise(string host)
    {
        if (host.StartsWith('[')) return NormaliseV6(host);
        var name = ToAscii(host).ToLowerInvariant();
        if (name.EndsWith('.')) name = name[..^1];
        if (name.Length is 0 or > NameMaximum) throw Refused(host, "a name has from 1 to 253 characters");
        var labels = name.Split('.');
        foreach (var label in labels) CheckLabel(host, label);
        if (IsNumber(labels[^1])) CheckV4(host, labels);
        return name;
    }

    /// <summary>Of a normalised host.</summary>
    internal static bool IsAddress(string host) => host[0] == '[' || IsNumber(host[(host.LastIndexOf('.') + 1)..]);

    /// <summary>The address that a normalised host is; null: it is a name.</summary>
    internal static IPAddress? AddressOf(string host) =>
        !IsAddress(host) ? null : IPAddress.Parse(host[0] == '[' ? host[1..^1] : host);

    internal static LuaFault Refused(string host, string why) => new(Status.Argument, $"bad host '{Shown(host)}': {why}");

    private static string Shown(string host) =>
        string.Concat(host.Take(64).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    private static string NormaliseV6(string host)
    {
        var inner = host.EndsWith(']') ? host[1..^1] : "";
        if (inner.Contains('%', StringComparison.Ordinal)) throw Refused(host, "an address with a zone cannot be asked for");
        if (inner.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF:.")
            || !IPAddress.TryParse(inner, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw Refused(host, "it is no IPv6 address in brackets");
        }
        return $"[{address}]";
    }

    private static string ToAscii(string host)
    {
        if (System.Text.Ascii.IsValid(host)) return host;
        // What IDNA takes for dots would make labels that nobody has seen.
        if (host.AsSpan().ContainsAny('\u3002', '\uFF0E', '\uFF61')) throw Refused(host, "dots in it are not '.'");
        try
        {
            return Idn.GetAscii(host.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            throw Refused(host, "it is no international name");
        }
    }

    private static void CheckLabel(string host, string label)
    {
        if (label.Length is 0 or > LabelMaximum) throw Refused(host, "a part between dots has from 1 to 63 characters");
        if (label.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_"))
            throw Refused(host, "a name is made of letters, digits, '-', '_' and dots");
        if (label[0] == '-' || label[^1] == '-') throw Refused(host, "a part between dots begins or ends with '-'");
    }

    /// <summary>Whether a host that ends so is an address to those who read it generously (WHATWG URL, inet_aton).</summary>
    private static bool IsNumber(string label) =>
        !label.AsSpan().ContainsAnyExceptInRange('0', '9')
        || (label.StartsWith("0x", StringComparison.Ordinal) && !label.AsSpan(2).ContainsAnyExcept("0123456789abcdef"));

    private static void CheckV4(string host, string[] labels)
    {
        var plain = labels.Length == 4;
        foreach (var label in labels)
        {
            plain = plain && byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
                && part.ToString(CultureInfo.InvariantCulture) == label;
        }
        if (!plain) throw Refused(host, "write an IPv4 address as four decimal numbers");
    }
}
