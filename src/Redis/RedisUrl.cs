using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>redis://[user:password@]host[:port][/database], or rediss: for TLS.</summary>
internal sealed record RedisUrl(string Host, int Port, bool Tls, string? User, string? Password, int Database)
{
    private const int DefaultPort = 6_379;
    private const string Form = "redis://[user:password@]host[:port][/database]";

    /// <summary>Messages do not repeat the text: it may hold a password.</summary>
    internal static RedisUrl Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss"))
            throw Wrong($"it is not of the form {Form}");
        if (uri.DnsSafeHost.Length == 0) throw Wrong("there is no host in it");
        if (uri.Query.Length != 0 || uri.Fragment.Length != 0) throw Wrong("there is nothing behind the database");
        var (user, password) = Login(uri.UserInfo);
        return new RedisUrl(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : DefaultPort, uri.Scheme == "rediss", user,
            password, Index(uri.AbsolutePath));
    }

    /// <summary>The same server's login at another address, where a cluster says that the table lies.</summary>
    internal RedisUrl At(string host, int port) => this with { Host = host, Port = port };

    private static (string? User, string? Password) Login(string text)
    {
        if (text.Length == 0) return (null, null);
        var colon = text.IndexOf(':');
        if (colon < 0) throw Wrong("before the @ there must be user:password, or :password");
        var user = Uri.UnescapeDataString(text[..colon]);
        return (user.Length == 0 ? null : user, Uri.UnescapeDataString(text[(colon + 1)..]));
    }

    private static int Index(string path)
    {
        if (path is "" or "/") return 0;
        if (path.Length <= 6 && int.TryParse(path.AsSpan(1), System.Globalization.NumberStyles.None, null, out var index))
            return index;
        throw Wrong("the database must be a number from 0 to 99999");
    }

    private static LuaFault Wrong(string why) => new(Status.Argument, $"the URL of the store is wrong: {why}");
}
