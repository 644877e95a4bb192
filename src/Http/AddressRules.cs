using System.Net;
using System.Net.Sockets;

namespace LuaVm.Http;

/// <summary>
/// Which addresses may be connected to. What is not public is refused unless it is allowed by range, and what is denied
/// by range is refused whatever else is said. An IPv4 address inside of an IPv6 one must pass both as it is written and
/// as what it stands for.
/// </summary>
public sealed class AddressRules
{
    /// <summary>
    /// Not public: the special-purpose registries of IANA for IPv4 and IPv6, with multicast, the former site-local
    /// addresses and all forms that carry an IPv4 address.
    /// </summary>
    private static readonly (IPNetwork Range, string Name)[] Special =
    [
        Range("0.0.0.0/8", "this network"), Range("10.0.0.0/8", "private"), Range("100.64.0.0/10", "carrier-grade NAT"),
        Range("127.0.0.0/8", "loopback"), Range("169.254.0.0/16", "link-local"), Range("172.16.0.0/12", "private"),
        Range("192.0.0.0/24", "protocol assignments"), Range("192.0.2.0/24", "documentation"),
        Range("192.31.196.0/24", "special-purpose"), Range("192.52.193.0/24", "special-purpose"),
        Range("192.88.99.0/24", "6to4 relay"), Range("192.168.0.0/16", "private"),
        Range("192.175.48.0/24", "special-purpose"), Range("198.18.0.0/15", "benchmarking"),
        Range("198.51.100.0/24", "documentation"), Range("203.0.113.0/24", "documentation"),
        Range("224.0.0.0/4", "multicast"), Range("240.0.0.0/4", "reserved or broadcast"),
        Range("::1/128", "loopback"), Range("::/96", "unspecified or IPv4-compatible"),
        Range("::ffff:0:0/96", "IPv4-mapped"), Range("::ffff:0:0:0/96", "IPv4-translated"),
        Range("64:ff9b::/96", "NAT64"), Range("64:ff9b:1::/48", "NAT64"), Range("100::/64", "discard-only"),
        Range("2001::/23", "protocol assignments or Teredo"), Range("2001:db8::/32", "documentation"),
        Range("2002::/16", "6to4"), Range("2620:4f:8000::/48", "special-purpose"), Range("3fff::/20", "documentation"),
        Range("5f00::/16", "segment routing"), Range("fc00::/7", "private"), Range("fe80::/10", "link-local"),
        Range("fec0::/10", "site-local"), Range("ff00::/8", "multicast"),
    ];

    private readonly IPNetwork[] _allowed;
    private readonly IPNetwork[] _denied;

    /// <param name="allowed">Goes before what is refused by default.</param>
    /// <param name="denied">Goes before <paramref name="allowed"/>.</param>
    public AddressRules(IEnumerable<IPNetwork> allowed, IEnumerable<IPNetwork> denied) =>
        (_allowed, _denied) = ([.. allowed], [.. denied]);

    /// <summary>Public addresses.</summary>
    public static AddressRules Public { get; } = new([], []);

    /// <summary>Any address: for hosts that ask without a policy.</summary>
    public static AddressRules Any { get; } = new([Range("0.0.0.0/0", "").Range, Range("::/0", "").Range], []);

    /// <summary>"10.0.0.0/8", "fc00::/7", or one address. False: not such a text, or with bits set after the prefix.</summary>
    public static bool TryParse(string text, out IPNetwork range)
    {
        range = default;
        if (text.Contains('%', StringComparison.Ordinal)) return false;
        if (text.Contains('/', StringComparison.Ordinal)) return IPNetwork.TryParse(text, out range);
        if (!IPAddress.TryParse(text, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
            return false;
        range = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>Why an address is refused, for people ("it is loopback"); null: it may be connected to.</summary>
    public string? Refusal(IPAddress address)
    {
        // A zone says nothing about the address, and ranges do not match addresses that have one.
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
            return "it has a zone";
        return RefusalAsWritten(address) ?? (EmbeddedAddress.In(address) is { } inner ? RefusalAsWritten(inner) : null);
    }

    private string? RefusalAsWritten(IPAddress address)
    {
        if (IsIn(_denied, address)) return "the policy denies its range";
        if (IsIn(_allowed, address)) return null;
        foreach (var (range, name) in Special)
        {
            if (Contains(range, address)) return $"it is {name}";
        }
        return null;
    }

    private static bool IsIn(IPNetwork[] ranges, IPAddress address)
    {
        foreach (var range in ranges)
        {
            if (Contains(range, address)) return true;
        }
        return false;
    }

    /// <summary>Families are told apart here: whether the framework takes a mapped address for IPv4 depends on its version.</summary>
    private static bool Contains(in IPNetwork range, IPAddress address)
    {
        if (range.BaseAddress.AddressFamily != address.AddressFamily) return false;
        Span<byte> first = stackalloc byte[16], asked = stackalloc byte[16];
        range.BaseAddress.TryWriteBytes(first, out var length);
        address.TryWriteBytes(asked, out _);
        var whole = range.PrefixLength / 8;
        if (!first[..whole].SequenceEqual(asked[..whole])) return false;
        var rest = range.PrefixLength % 8;
        return rest == 0 || whole >= length || (first[whole] ^ asked[whole]) >> (8 - rest) == 0;
    }

    private static (IPNetwork Range, string Name) Range(string range, string name) => (IPNetwork.Parse(range), name);
}
