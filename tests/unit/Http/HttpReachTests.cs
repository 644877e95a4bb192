using System.Net;
using LuaVm.Core;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

/// <summary>Where scripts get to, and where they do not.</summary>
internal sealed class HttpReachTests
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.215.14");

    private static HttpRules PublicOnly { get; } = new() { Reach = HttpVm.Reach([]) };

    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.254")]
    [TestCase("0.0.0.0")]
    [TestCase("10.0.0.1")]
    [TestCase("100.64.0.1")]
    [TestCase("169.254.169.254")]
    [TestCase("172.16.0.1")]
    [TestCase("192.168.0.1")]
    [TestCase("198.18.0.1")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("[::]")]
    [TestCase("[::1]")]
    [TestCase("[0:0:0:0:0:0:0:1]")]
    [TestCase("[::ffff:127.0.0.1]")]
    [TestCase("[::ffff:7f00:1]")]
    [TestCase("[::127.0.0.1]")]
    [TestCase("[64:ff9b::7f00:1]")]
    [TestCase("[64:ff9b:1::10.0.0.1]")]
    [TestCase("[2002:7f00:1::]")]
    [TestCase("[2001:0:1::80ff:fffe]")]
    [TestCase("[fe80::1]")]
    [TestCase("[fec0::1]")]
    [TestCase("[fd00:ec2::254]")]
    [TestCase("[ff02::1]")]
    [TestCase("[2001:db8::5efe:7f00:1]")]
    public void Address_that_is_not_public_is_refused_before_anything_is_asked(string host)
    {
        var network = new ScriptedNetwork();
        Assert.That(HttpVm.Run($"http.get('http://{host}/')", PublicOnly, network).Status, Is.EqualTo(Status.Sandbox));
        Assert.That(network.Asked, Is.Empty);
    }

    [TestCase("127.1")]
    [TestCase("0")]
    [TestCase("0x7f.1")]
    [TestCase("0x7f000001")]
    [TestCase("2130706433")]
    [TestCase("017700000001")]
    [TestCase("127.0.0.01")]
    [TestCase("127.0.0.0x1")]
    [TestCase("1.2.3.4.5")]
    [TestCase("256.0.0.1")]
    [TestCase("127.0.0.1.")]
    [TestCase("127.0.0.1..")]
    [TestCase("[::1%25lo]")]
    [TestCase("[fe80::1%eth0]")]
    [TestCase("[::1")]
    [TestCase("::1")]
    [TestCase("[127.0.0.1]")]
    [TestCase("127。0。0。1")]
    [TestCase("127．0．0．1")]
    [TestCase("１２７.0.0.1")]
    [TestCase("①②⑦.0.0.1")]
    [TestCase("%31%32%37.0.0.1")]
    [TestCase("user@127.0.0.1")]
    [TestCase("example.com@127.0.0.1")]
    [TestCase("127.0.0.1\\\\@example.com")]
    [TestCase("exa mple.com")]
    [TestCase("example.com:0")]
    [TestCase("example.com:65536")]
    [TestCase("example.com:+80")]
    [TestCase("example.com:80:90")]
    [TestCase("-a.com")]
    [TestCase(".com")]
    [TestCase("")]
    public void Odd_spelling_is_refused_and_nobody_is_asked_what_it_means(string host)
    {
        var network = new ScriptedNetwork { Names = static _ => [Public] };
        var outcome = HttpVm.Run($"http.get('http://{host}/')", PublicOnly, network);
        Assert.That(outcome.Status, Is.EqualTo(Status.Runtime).Or.EqualTo(Status.Sandbox));
        Assert.That(network.Asked, Is.Empty);
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://example.com/")]
    [TestCase("ws://example.com/")]
    [TestCase("http:example.com")]
    [TestCase("//example.com")]
    [TestCase("http://")]
    [TestCase("")]
    public void Url_of_another_scheme_is_refused(string url)
    {
        var network = new ScriptedNetwork { Names = static _ => [Public] };
        var outcome = HttpVm.Run($"http.get('{url}')", PublicOnly, network);
        Assert.That(outcome.Status, Is.EqualTo(Status.Runtime).Or.EqualTo(Status.Sandbox));
        Assert.That(network.Asked, Is.Empty);
    }

    [Test]
    public void Name_at_an_address_that_is_not_allowed_is_refused_before_a_connection()
    {
        var network = new ScriptedNetwork { Names = static _ => [IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback] };
        Assert.That(HttpVm.Run("http.get('http://intranet.test/')", PublicOnly, network).Status, Is.EqualTo(Status.Sandbox));
        Assert.That(network.Asked, Is.EqualTo(new[] { "intranet.test" }));
    }

    [TestCase("[::1]", "::1")]
    [TestCase("[0:0::1]", "::/64")]
    [TestCase("127.0.0.1", "127.0.0.0/8")]
    public void Loopback_that_is_allowed_is_connected_to(string host, string allowed)
    {
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok("hello"));
        var rules = new HttpRules { Reach = HttpVm.Reach([allowed]) };
        Assert.That(HttpVm.Run($"return http.get('http://{host}/').body", rules, new ScriptedNetwork(server)).Text, Is.EqualTo("hello"));
    }

    [Test]
    public void Of_several_addresses_only_those_allowed_are_connected_to()
    {
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok("hello"));
        var network = new ScriptedNetwork(server) { Names = static _ => [IPAddress.Loopback, Public] };
        Assert.That(HttpVm.Run("return http.get('http://mixed.test/').body", PublicOnly, network).Text, Is.EqualTo("hello"));
        Assert.That(network.Asked, Is.EqualTo(new[] { "mixed.test", $"{Public}:80" }));
    }

    [Test]
    public void Name_that_changes_its_address_between_check_and_connection_does_not_matter()
    {
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok("hello", "Connection: close\r\n"));
        var resolved = 0;
        var network = new ScriptedNetwork(server) { Names = _ => ++resolved % 2 == 1 ? [Public] : [IPAddress.Loopback] };
        var outcome = HttpVm.Run("""
            local good, refused = 0, 0
            for i = 1, 20 do
              local ok, r = pcall(http.get, 'http://rebind.test/')
              if ok then good = good + 1 elseif r:find('127.0.0.1', 1, true) then refused = refused + 1 end
            end
            return good .. ' ' .. refused
            """, PublicOnly, network);
        Assert.That(outcome.Text, Is.EqualTo("10 10"));
        Assert.That(network.Asked.Where(static asked => asked != "rebind.test"), Is.All.EqualTo($"{Public}:80").And.Exactly(10).Items);
    }

    [TestCase("http://127.0.0.1:{0}/stop", "the policy refuses it: 127.0.0.1 is not allowed: it is loopback")]
    [TestCase("//127.0.0.1:{0}/stop", "the policy refuses it: 127.0.0.1 is not allowed: it is loopback")]
    [TestCase("http://2130706433/", "a.test redirects to a bad host '2130706433': write an IPv4 address as four decimal numbers")]
    [TestCase("file:///etc/passwd", "a.test redirects to a bad URL: it does not begin with http://, https://, ws:// or wss://")]
    [TestCase("ws://a.test/", "a.test redirects to ws:, which is not HTTP")]
    [TestCase("http://user@a.test/", "a.test redirects to a bad URL: it holds a user name; send it in a header")]
    public void Redirect_is_checked_like_a_request(string location, string message)
    {
        using var server = LoopbackServer.Answering(_ => Moved(302, location.Replace("{0}", "80", StringComparison.Ordinal)));
        var network = new ScriptedNetwork(server) { Names = static _ => [Public] };
        var outcome = HttpVm.Run("http.get('http://a.test/')", PublicOnly, network);
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Sandbox, $"http.get: {message}")));
        Assert.That(server.Requests, Is.EqualTo(1));
    }

    [TestCase("/next", "/next")]
    [TestCase("next?a#b", "/a/next?a")]
    [TestCase("next#a:b/c", "/a/next")]
    [TestCase("../next", "/next")]
    [TestCase("?a", "/a/b?a")]
    [TestCase("//a.test/next", "/next")]
    [TestCase("HTTP://A.test:80/next", "/next")]
    [TestCase("/caf\u00c3\u00a9?\u00c3\u0080", "/caf%C3%A9?%C3%80")] // UTF-8, a character for each byte
    public void Redirect_leads_where_the_standard_says(string location, string asked)
    {
        using var server = LoopbackServer.Answering(head =>
            head.StartsWith("GET /a/b HTTP", StringComparison.Ordinal) ? Moved(302, location) : LoopbackServer.Ok(head.Split(' ')[1]));
        var network = new ScriptedNetwork(server) { Names = static _ => [Public] };
        Assert.That(HttpVm.Run("return http.get('http://a.test/a/b').body", PublicOnly, network).Text, Is.EqualTo(asked));
    }

    [Test]
    public void Redirects_in_a_circle_end_at_the_cap([Values(0, 1, 5)] int cap)
    {
        using var server = LoopbackServer.Answering(static _ => Moved(307, "/again"));
        var outcome = HttpVm.Run($"return http.get('{server.Url}').status", HttpVm.Rules with { Redirects = cap });
        if (cap == 0) Assert.That(outcome.Integer, Is.EqualTo(307));
        else Assert.That(outcome.Message, Is.EqualTo($"http.get: more than {cap} redirects"));
        Assert.That((server.Requests, server.Connections), Is.EqualTo((cap + 1, 1)));
    }

    [Test]
    public void Redirects_count_as_requests_of_the_run()
    {
        using var server = LoopbackServer.Answering(static _ => Moved(302, "/again"));
        var outcome = HttpVm.Run($"for i = 1, 100 do pcall(http.get, '{server.Url}') end http.get('{server.Url}')", HttpVm.Rules with { RequestsPerRun = 7 });
        Assert.That(outcome.Message, Does.EndWith("the policy allows 7 requests in one run"));
        Assert.That(server.Requests, Is.EqualTo(7));
    }

    [TestCase(301, "POST", "GET")]
    [TestCase(302, "POST", "GET")]
    [TestCase(303, "PUT", "GET")]
    [TestCase(307, "POST", "POST")]
    [TestCase(308, "PUT", "PUT")]
    public void Method_after_a_redirect_is_that_of_the_standard(int code, string asked, string then)
    {
        var heads = new List<string>();
        using var server = LoopbackServer.Answering(head =>
        {
            heads.Add(head[..head.IndexOf(' ', StringComparison.Ordinal)]);
            return heads.Count == 1 ? Moved(code, "/next") : LoopbackServer.Ok("");
        });
        HttpVm.Run($"http.request{{url = '{server.Url}', method = '{asked}'}}");
        Assert.That(heads, Is.EqualTo(new[] { asked, then }));
    }

    [Test]
    public void Secrets_stay_with_the_server_they_were_for()
    {
        var heads = new List<string>();
        using var other = LoopbackServer.Answering(head => Add(heads, head, LoopbackServer.Ok("")));
        using var server = LoopbackServer.Answering(head => Add(heads, head,
            head.Contains("/same", StringComparison.Ordinal) ? Moved(302, $"{other.Url}/other") : Moved(302, "/same")));
        HttpVm.Run($"http.get('{server.Url}', {{headers = {{Authorization = 'a', Cookie = 'b', ['X-Plain'] = 'c'}}}})");
        Assert.That(heads.Select(static head => (head.Contains("Authorization: a", StringComparison.Ordinal),
            head.Contains("Cookie: b", StringComparison.Ordinal), head.Contains("X-Plain: c", StringComparison.Ordinal))),
            Is.EqualTo(new[] { (true, true, true), (true, true, true), (false, false, true) }));

        static string Add(List<string> heads, string head, string answer)
        {
            heads.Add(head);
            return answer;
        }
    }

    [TestCase("headers = {a = 'x\\r\\nX-Evil: 1'}")]
    [TestCase("headers = {a = 'x\\nX-Evil: 1'}")]
    [TestCase("headers = {a = 'x\\rX-Evil: 1'}")]
    [TestCase("headers = {a = 'x\\0'}")]
    [TestCase("headers = {['a\\r\\nX-Evil'] = '1'}")]
    [TestCase("headers = {['a: b'] = '1'}")]
    [TestCase("headers = {[''] = '1'}")]
    [TestCase("headers = {['Content-Length'] = '5'}")]
    [TestCase("headers = {['transfer-encoding'] = 'chunked'}")]
    [TestCase("headers = {a = {b = 'c'}}")]
    [TestCase("headers = {Host = 'evil.test'}")]
    [TestCase("headers = {Connection = 'upgrade'}")]
    [TestCase("method = 'GET / HTTP/1.1\\r\\nX-Evil: 1\\r\\n'")]
    [TestCase("method = 'GE T'")]
    [TestCase("method = 'CONNECT'")]
    [TestCase("method = 'TRACE'")]
    [TestCase("url = URL .. '/a\\r\\nX-Evil: 1'")]
    [TestCase("url = URL .. '/a b'")]
    [TestCase("url = URL .. '/a\\0b'")]
    [TestCase("url = URL .. '/\\xff'")]
    public void Request_that_would_be_another_one_is_not_sent(string option)
    {
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok(""));
        var outcome = HttpVm.Run($"local URL = '{server.Url}' local o = {{url = URL}} for k, v in pairs{{{option}}} do o[k] = v end http.request(o)");
        Assert.That(outcome.Status, Is.EqualTo(Status.Runtime));
        Assert.That(server.Requests, Is.Zero);
    }

    private static string Moved(int code, string to) => $"HTTP/1.1 {code} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n";
}
