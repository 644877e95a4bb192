using System.Net;

namespace LuaVm.Http;

/// <summary>One entry of an allow-list of hosts.</summary>
public sealed class HostRule
{
    private const string AnySubdomain = "*.";

    private readonly string _name; // without "*.", as a host is written after it was normalised
    private readonly bool _below;
    private readonly bool _any;
    private readonly int[] _ports;
    private readonly string[] _methods;
    private readonly string[] _schemes;

    /// <param name="pattern">
    /// "example.com", that host alone; "*.example.com", all below it and not itself; "*", any name or address; an address
    /// as in a URL ("127.0.0.1", "[::1]"). Throws <see cref="Core.LuaFault"/> (argument) for anything else.
    /// </param>
    /// <param name="ports">Empty: the scheme's own (80, 443).</param>
    /// <param name="methods">In capitals; empty: all.</param>
    /// <param name="schemes">In small letters; null or empty: all of the protocol.</param>
    public HostRule(string pattern, IEnumerable<int> ports, IEnumerable<string> methods, IEnumerable<string>? schemes = null)
    {
        Pattern = pattern;
        _any = pattern == "*";
        _below = pattern.StartsWith(AnySubdomain, StringComparison.Ordinal);
        _name = _any ? "" : HostName.Normalise(_below ? pattern[2..] : pattern);
        if (_below && HostName.IsAddress(_name))
            throw HostName.Refused(pattern, "an address has nothing below it");
        _ports = [.. ports];
        foreach (var port in _ports)
        {
            if (port is < 1 or > IPEndPoint.MaxPort) throw HostName.Refused(pattern, "a port is from 1 to 65535");
        }
        _methods = [.. methods];
        _schemes = [.. schemes ?? []];
    }

    /// <summary>As it was given.</summary>
    public string Pattern { get; }

    /// <summary>Whether it covers a host at a port by a scheme.</summary>
    internal bool Covers(HttpTarget target) =>
        (_schemes.Length == 0 || Array.IndexOf(_schemes, target.Scheme) >= 0)
        && (_any || (_below ? IsBelow(target.Host) : target.Host == _name))
        && (_ports.Length == 0 ? target.HasDefaultPort : Array.IndexOf(_ports, target.Port) >= 0);

    internal bool Allows(string method) => _methods.Length == 0 || Array.IndexOf(_methods, method) >= 0;

    private bool IsBelow(string host) =>
        host.Length > _name.Length + 1
        && host[host.Length - _name.Length - 1] == '.'
        && host.EndsWith(_name, StringComparison.Ordinal)
        && !HostName.IsAddress(host);
}
