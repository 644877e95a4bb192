using System.Globalization;
using System.Text;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>A URL that has been taken apart, checked and put together again: what is checked is what is asked for.</summary>
public sealed class HttpTarget
{
    /// <summary>Longest URL, in bytes.</summary>
    public const int Maximum = 8_192;

    private static readonly (string Scheme, int Port)[] Schemes = [("http", 80), ("https", 443), ("ws", 80), ("wss", 443)];

    private HttpTarget(string scheme, string host, int port, string path)
    {
        (Scheme, Host, Port, Path) = (scheme, host, port, path);
        var shown = HasDefaultPort ? "" : $":{port.ToString(CultureInfo.InvariantCulture)}";
        // Some names with '_' in them are none to the framework.
        if (!Uri.TryCreate($"{scheme}://{host}{shown}{path}", UriKind.Absolute, out var uri)) throw Refused("its host is no name");
        Uri = uri;
        if (Uri.Port != port || Uri.UserInfo.Length != 0 || !Uri.IdnHost.Equals(host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
            throw Refused("its host can be read in two ways");
    }

    /// <summary>"http", "https", "ws" or "wss".</summary>
    public string Scheme { get; }

    /// <summary>In one spelling; IPv6 in brackets.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary>Path and query, from the slash on.</summary>
    public string Path { get; }

    /// <summary>The same for the framework.</summary>
    internal Uri Uri { get; }

    internal bool IsSecure => Scheme is "https" or "wss";
    internal bool HasDefaultPort => Port == (IsSecure ? 443 : 80);

    internal bool HasOriginOf(HttpTarget other) => Scheme == other.Scheme && Host == other.Host && Port == other.Port;

    /// <summary>Takes an absolute URL apart. Throws <see cref="LuaFault"/> (argument).</summary>
    public static HttpTarget Parse(string url)
    {
        CheckCharacters(url);
        var colon = url.IndexOf("://", StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : url[..colon].ToLowerInvariant();
        var known = Array.FindIndex(Schemes, one => one.Scheme == scheme);
        if (known < 0) throw Refused("it does not begin with http://, https://, ws:// or wss://");
        var rest = url[(colon + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var (host, port) = Split(authority, Schemes[known].Port);
        return new HttpTarget(scheme, host, port, PathOf(end < 0 ? "" : rest[end..]));
    }

    /// <summary>Where a Location header leads. Throws <see cref="LuaFault"/> (argument).</summary>
    internal HttpTarget Follow(string location)
    {
        CheckCharacters(location);
        if (HasScheme(location)) return Parse(location);
        if (location.StartsWith("//", StringComparison.Ordinal)) return Parse($"{Scheme}:{location}");
        var end = Path.AsSpan().IndexOfAny('?', '#');
        var folder = (end < 0 ? Path : Path[..end])[..(Path.AsSpan(0, end < 0 ? Path.Length : end).LastIndexOf('/') + 1)];
        var path = location switch
        {
            "" => Path,
            _ when location[0] == '/' => location,
            _ when location[0] == '?' => (end < 0 ? Path : Path[..end]) + location,
            _ when location[0] == '#' => Path,
            _ => folder + location,
        };
        return new HttpTarget(Scheme, Host, Port, PathOf(path));
    }

    public override string ToString() => Uri.AbsoluteUri;

    private static bool HasScheme(string location)
    {
        var end = location.AsSpan().IndexOfAny([':', '/', '?', '#']);
        return end > 0 && location[end] == ':' && char.IsAsciiLetter(location[0]);
    }

    private static void CheckCharacters(string url)
    {
        if (Encoding.UTF8.GetByteCount(url) > Maximum) throw Refused($"it is longer than {Quantity.Count(Maximum)} bytes");
        foreach (var c in url)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '\uFFFD')
                throw Refused("it holds a space, a backslash or a byte that no URL may hold");
        }
    }

    private static (string Host, int Port) Split(string authority, int port)
    {
        if (authority.Contains('@', StringComparison.Ordinal)) throw Refused("it holds a user name; send it in a header");
        if (authority.Contains('%', StringComparison.Ordinal)) throw Refused("its host is percent-encoded");
        var colon = authority.LastIndexOf(':');
        if (colon <= authority.LastIndexOf(']')) return (HostName.Normalise(authority), port);
        var digits = authority[(colon + 1)..];
        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given == 0)
            throw Refused("its port is not from 1 to 65535");
        return (HostName.Normalise(authority[..colon]), given);
    }

    /// <summary>Without the fragment, beginning with a slash; bytes beyond ASCII are left to the framework to encode.</summary>
    private static string PathOf(string rest)
    {
        var fragment = rest.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0) rest = rest[..fragment];
        return rest.StartsWith('/') ? rest : "/" + rest;
    }

    private static LuaFault Refused(string why) => new(Status.Argument, $"bad URL: {why}");
}
