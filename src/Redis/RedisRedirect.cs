using System.Globalization;
using System.Text;

namespace LuaVm.Redis;

/// <summary>Where a server of a cluster sends a call: "MOVED slot host:port" or, for this once, "ASK slot host:port".</summary>
internal readonly record struct RedisRedirect(bool Asks, string Host, int Port)
{
    private const int HostMaximum = 253;

    /// <summary>False: the error does not say so, or not in a way that can be followed. The host may be "": the one that answered.</summary>
    internal static bool TryRead(in RespReply reply, out RedisRedirect redirect)
    {
        redirect = default;
        if (!Says(reply)) return false;
        var words = Encoding.UTF8.GetString(reply.Data!).Split(' ');
        var colon = words.Length == 3 ? words[2].LastIndexOf(':') : -1;
        if (colon is < 0 or > HostMaximum) return false;
        var host = words[2][..colon];
        if (!host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')) return false;
        if (!ushort.TryParse(words[2].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0) return false;
        redirect = new RedisRedirect(reply.IsError("ASK"), host, port);
        return true;
    }

    internal static bool Says(in RespReply reply) => reply.IsError("MOVED") || reply.IsError("ASK");
}
