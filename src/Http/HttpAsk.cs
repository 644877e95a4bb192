namespace LuaVm.Http;

/// <summary>What is asked of a server.</summary>
internal sealed record HttpAsk
{
    internal required HttpTarget Target { get; init; }
    internal required HttpFields Fields { get; init; }

    /// <summary>As <see cref="HttpFields.Method"/> gives it.</summary>
    internal string Method { get; init; } = "GET";

    internal byte[]? Body { get; init; }

    /// <summary>In place of <see cref="Body"/>.</summary>
    internal LentBody? Lent { get; init; }

    internal long BodyBytes => Body?.LongLength ?? Lent?.Length ?? 0;
    internal required int TimeoutMs { get; init; }
    internal required long ResponseBytes { get; init; }
    internal required int Redirects { get; init; }

    /// <summary>Called before each hop; throws where it is one too many.</summary>
    internal Action? Count { get; init; }

    /// <summary>What is asked after a redirect that keeps the body, or as a GET without one (RFC 9110, 15.4).</summary>
    internal HttpAsk Follow(int code, HttpTarget to)
    {
        if (!to.HasOriginOf(Target)) Fields.DropSecrets();
        var keeps = code is 307 or 308 || (code is 301 or 302 ? Method != "POST" : Method is "GET" or "HEAD");
        if (keeps) return this with { Target = to };
        Fields.DropContent();
        return this with { Target = to, Method = Method == "HEAD" ? "HEAD" : "GET", Body = null, Lent = null };
    }

    /// <summary>
    /// The framework asks again where a connection breaks off before an answer, unless a body was sent. What may do
    /// something each time (RFC 9110, 9.2.2) so always has one.
    /// </summary>
    private ByteArrayContent? Nothing() =>
        Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" ? null : new ByteArrayContent([]);

    internal HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Target.Uri)
        {
            Version = Target.IsSecure ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Content = Body is not null ? new ByteArrayContent(Body) : Lent?.Content() ?? Nothing();
        Fields.CopyTo(message);
        if (!Fields.Has("Accept-Encoding")) message.Headers.TryAddWithoutValidation("Accept-Encoding", ContentDecoder.Offered);
        if (!Fields.Has("User-Agent")) message.Headers.TryAddWithoutValidation("User-Agent", "luavm");
        return message;
    }
}
