using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>The request that opens a connection, and the answer to it (RFC 6455, 4).</summary>
internal sealed class WsHandshake(WsAsk ask)
{
    private readonly string _key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    internal HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ask.Target.Uri)
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        ask.Fields.CopyTo(request);
        var headers = request.Headers;
        if (!ask.Fields.Has("User-Agent")) headers.TryAddWithoutValidation("User-Agent", "luavm");
        headers.TryAddWithoutValidation("Connection", "Upgrade");
        headers.TryAddWithoutValidation("Upgrade", "websocket");
        headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        headers.TryAddWithoutValidation("Sec-WebSocket-Key", _key);
        if (ask.Protocols.Count > 0) headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", string.Join(", ", ask.Protocols));
        return request;
    }

    /// <summary>The subprotocol agreed on, or "". Throws <see cref="LuaFault"/> (network).</summary>
    internal string Check(HttpResponseMessage answer)
    {
        var code = (int)answer.StatusCode;
        if (code is >= 300 and < 400) throw Refused($"redirects ({code}), which is not followed for a WebSocket");
        if (code != 101) throw Refused($"answers {code} where a WebSocket was asked for");
        if (answer.Headers.NonValidated.Count > ask.Fields.CountCap) throw Refused($"answers with more than {ask.Fields.CountCap} header fields");
        if (!Is(Field(answer, "Upgrade"), "websocket") || !HasUpgrade(Field(answer, "Connection"))
            || Field(answer, "Sec-WebSocket-Accept") != WsAccept.Of(_key))
            throw Refused("does not speak WebSocket");
        if (Field(answer, "Sec-WebSocket-Extensions") is not null) throw Refused("uses an extension that it was not offered");
        var protocol = Field(answer, "Sec-WebSocket-Protocol");
        if (protocol is null) return "";
        return ask.Protocols.Contains(protocol) ? protocol : throw Refused("uses a subprotocol that it was not offered");
    }

    private static string? Field(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim() : null;

    private static bool Is(string? value, string wanted) => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);

    private static bool HasUpgrade(string? connection) =>
        connection is not null && Array.Exists(connection.Split(',', StringSplitOptions.TrimEntries), static one => Is(one, "upgrade"));

    private LuaFault Refused(string what) => new(Status.Network, $"{ask.Target.Host} {what}");
}
