using System.Text;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// HTTP under one policy: every hop is checked against it, and the time for all of it runs from the place in line to the
/// last byte.
/// </summary>
internal sealed class HttpClientService(HttpRules rules, INetwork network)
{
    private const int RedirectBodyMaximum = 16 << 10; // read, so that the connection can be used again

    private Holders _holders = new();
    private readonly Lazy<HttpTransport> _transport = new(() => new HttpTransport(rules.Reach, rules.FieldBytes, network));

    /// <summary>For hosts that ask without a policy.</summary>
    internal static HttpClientService Host { get; } = new(HttpRules.Any, SystemNetwork.Instance);

    internal HttpRules Rules => rules;

    /// <summary>One <see cref="Release"/> more is to come. Throws <see cref="LuaFault"/> (handle) after the last.</summary>
    internal void Hold()
    {
        if (!_holders.TryHold()) throw new LuaFault(Status.Handle, "no such policy: it was freed");
    }

    /// <summary>The last of them closes its connections: the next policy has others, and they would stay for half a minute.</summary>
    internal void Release()
    {
        if (_holders.Release() && _transport.IsValueCreated) _transport.Value.Dispose();
    }

    /// <summary>Asks. The answer is the caller's to dispose of. Throws <see cref="LuaFault"/>.</summary>
    internal async Task<HttpAnswer> Send(HttpAsk ask, CancellationToken abort)
    {
        Check(ask);
        var deadline = new Deadline(Math.Min(ask.TimeoutMs, rules.TimeoutMs), abort);
        var entered = false;
        try
        {
            await RequestLine.Enter(deadline.Token).ConfigureAwait(false);
            entered = true;
            return await SendAll(ask, deadline).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var fault = NetworkFailure.Of(e, ask.Target, deadline);
            deadline.Dispose();
            if (entered) RequestLine.Leave();
            throw fault;
        }
    }

    private void Check(HttpAsk ask)
    {
        if (ask.Target.Scheme is not ("http" or "https"))
            throw new LuaFault(Status.Argument, "bad URL: it does not begin with http:// or https://");
        rules.Reach.Check(ask.Target, ask.Method);
        if (ask.BodyBytes > rules.RequestBytes)
            throw new LuaFault(Status.Argument, $"the body of the request is longer than {Quantity.Bytes((ulong)rules.RequestBytes)}");
    }

    private async Task<HttpAnswer> SendAll(HttpAsk ask, Deadline deadline)
    {
        for (var redirects = 0; ; redirects++)
        {
            rules.Reach.Check(ask.Target, ask.Method);
            if (ask.Target.IsSecure) TlsLibrary.Require();
            ask.Count?.Invoke();
            using var request = ask.Message();
            var message = await _transport.Value.Send(request, deadline.Token).ConfigureAwait(false);
            if (ask.Redirects == 0 || Location(message) is not { } location)
                return await HttpAnswer.Open(message, ask, redirects, deadline, RequestLine.Leave).ConfigureAwait(false);
            await Finish(message, deadline.Token).ConfigureAwait(false);
            if (redirects == ask.Redirects)
                throw new LuaFault(Status.Network, $"more than {ask.Redirects} redirects");
            ask = Next(ask, (int)message.StatusCode, location);
        }
    }

    private HttpAsk Next(HttpAsk ask, int code, string location)
    {
        HttpTarget to;
        try
        {
            to = ask.Target.Follow(location);
        }
        catch (LuaFault fault)
        {
            throw new LuaFault(Status.Sandbox, $"{ask.Target.Host} redirects to a {fault.Message}");
        }
        if (to.Scheme is not ("http" or "https"))
            throw new LuaFault(Status.Sandbox, $"{ask.Target.Host} redirects to {to.Scheme}:, which is not HTTP");
        if (ask.Target.IsSecure && !to.IsSecure && !rules.AllowDowngrade)
            throw new LuaFault(Status.Sandbox, $"{ask.Target.Host} redirects from https to http, which is not allowed");
        return ask.Follow(code, to);
    }

    private static string? Location(HttpResponseMessage message) =>
        (int)message.StatusCode is 301 or 302 or 303 or 307 or 308
        && message.Headers.NonValidated.TryGetValues("Location", out var values) && values.Count == 1
            ? Text(values.ToString())
            : null;

    /// <summary>Fields are bytes, one in each character; beyond ASCII most servers mean UTF-8.</summary>
    internal static string Text(string field)
    {
        var bytes = Encoding.Latin1.GetBytes(field);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : field;
    }

    /// <summary>A short body is read to its end, a longer one broken off.</summary>
    private static async Task Finish(HttpResponseMessage message, CancellationToken abort)
    {
        using (message)
        {
            if (message.Content.Headers.ContentLength is > RedirectBodyMaximum) return;
            var body = await message.Content.ReadAsStreamAsync(abort).ConfigureAwait(false);
            var buffer = new byte[4096];
            for (var left = RedirectBodyMaximum; left > 0;)
            {
                var count = await body.ReadAsync(buffer, abort).ConfigureAwait(false);
                if (count == 0) return;
                left -= count;
            }
        }
    }
}
