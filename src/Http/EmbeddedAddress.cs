using System.Net;
using System.Net.Sockets;

namespace LuaVm.Http;

/// <summary>The IPv4 address that an IPv6 one carries and that packets to it may end up at.</summary>
internal static class EmbeddedAddress
{
    /// <summary>Null: none.</summary>
    internal static IPAddress? In(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (bytes[0] == 0x20 && bytes[1] == 0x02) return new IPAddress(bytes[2..6]); // 6to4, RFC 3056
        if (bytes[..4].SequenceEqual<byte>([0x20, 0x01, 0, 0])) return Inverted(bytes[12..]); // Teredo, RFC 4380
        return HasTail(bytes) ? new IPAddress(bytes[12..]) : null;
    }

    /// <summary>
    /// IPv4-compatible and -mapped (RFC 4291), -translated (RFC 2765), NAT64 (RFC 6052, RFC 8215), ISATAP (RFC 5214).
    /// </summary>
    private static bool HasTail(ReadOnlySpan<byte> bytes)
    {
        var isatap = bytes[8..12] is [0 or 2, 0, 0x5e, 0xfe];
        if (bytes[..4].SequenceEqual<byte>([0, 0x64, 0xff, 0x9b])) return true;
        if (bytes[..8].ContainsAnyExcept<byte>(0)) return isatap;
        if (bytes[8..] is [0, 0, 0, 0, 0, 0, 0, 1]) return false; // loopback, which only looks like 0.0.0.1
        return bytes[8..12] is [0, 0, 0, 0] or [0, 0, 0xff, 0xff] or [0xff, 0xff, 0, 0] || isatap;
    }

    private static IPAddress Inverted(ReadOnlySpan<byte> bytes) =>
        new([(byte)~bytes[0], (byte)~bytes[1], (byte)~bytes[2], (byte)~bytes[3]]);
}
