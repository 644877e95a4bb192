using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LuaVm.Client.Tests;

/// <summary>HTTP, against a server that reads a request and answers with what it was told to.</summary>
public sealed class HttpTests
{
    private TcpListener server = null!;
    private string url = "";
    private string asked = "";
    private long blocks;

    [SetUp]
    public void Listen()
    {
        blocks = LuaVmProcess.Statistics.BlockCount;
        server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        url = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/";
    }

    [TearDown]
    public void Stop()
    {
        server.Dispose();
        Assert.That(LuaVmProcess.Statistics.BlockCount, Is.EqualTo(blocks));
    }

    [Test]
    public void A_get_answers_with_all_there_is()
    {
        var serving = Serve("HTTP/1.1 200 OK\r\nX-One: caf\u00e9\r\nX-One: 2\r\nContent-Length: 5\r\n\r\nhello");
        var answer = LuaHttp.Get(url + "page?a=b");
        serving.Wait();
        Assert.That((answer.StatusCode, answer.Text, answer.Url, answer.Redirects), Is.EqualTo((200, "hello", url + "page?a=b", 0)));
        Assert.That((answer.Header("x-one"), answer.Header("x-two"), answer.Headers.Count), Is.EqualTo(("caf\u00e9", (string?)null, 3)));
        Assert.That(asked, Does.StartWith("GET /page?a=b HTTP/1.1\r\n"));
    }

    [Test]
    public void A_request_sends_its_method_headers_and_body()
    {
        var serving = Serve("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        var answer = LuaHttp.Request("PUT", url, new HttpOptions
        {
            Headers = [new("X-One", "1"), new("X-Empty", ""), new("X-Caf", "caf\u00e9")],
            Body = "body"u8.ToArray(),
            Timeout = TimeSpan.FromMinutes(1),
        });
        serving.Wait();
        Assert.That((answer.StatusCode, answer.Body.Length), Is.EqualTo((404, 0)));
        foreach (var line in new[] { "PUT / HTTP/1.1", "X-One: 1", "X-Empty: ", "X-Caf: caf\u00e9", "Content-Length: 4" })
            Assert.That(asked, Does.Contain(line + "\r\n"));
    }

    [Test]
    public void Redirects_are_answers_where_they_are_not_followed()
    {
        var serving = Serve("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
        var answer = LuaHttp.Get(url, new HttpOptions { FollowRedirects = false });
        serving.Wait();
        Assert.That((answer.StatusCode, answer.Header("location")), Is.EqualTo((302, "/there")));
    }

    [Test]
    public void A_body_over_its_cap_is_an_output_limit()
    {
        var serving = Serve("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        Assert.That(() => LuaHttp.Get(url, new HttpOptions { MaxBytes = 4 }), Throws.TypeOf<OutputLimitException>());
        serving.Wait();
    }

    [Test]
    public void A_silent_server_is_a_timeout_and_a_closed_port_a_network_error()
    {
        Assert.That(() => LuaHttp.Get(url, new HttpOptions { Timeout = TimeSpan.FromMilliseconds(50) }), Throws.TypeOf<LuaTimeoutException>());
        server.Stop();
        Assert.That(() => LuaHttp.Get(url), Throws.TypeOf<NetworkException>());
    }

    [Test]
    public void What_is_no_request_is_refused()
    {
        Assert.That(() => LuaHttp.Get("ftp://127.0.0.1/"), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => LuaHttp.Request("G T", url), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => LuaHttp.Request("", url), Throws.ArgumentException);
        foreach (var (name, value) in new[] { ("X-One", "1\r\nX-Two: 2"), ("X One", "1"), ("Host", "example.com"), ("X-One", "\u20ac") })
        {
            Assert.That(() => LuaHttp.Get(url, new HttpOptions { Headers = [new(name, value)] }), Throws.TypeOf<InvalidArgumentException>());
        }
    }

    [Test]
    public void A_policy_holds()
    {
        using var none = new LuaPolicy("""{"version": 1}""");
        Assert.That(() => LuaHttp.Get(url, new HttpOptions { Policy = none }), Throws.TypeOf<SandboxException>());
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        var policy = new LuaPolicy($$"""
            {"version": 1, "http": {"hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [{{port}}] }],
             "addresses": {"allow": ["127.0.0.1"]} } }
            """);
        var serving = Serve("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.That(LuaHttp.Get(url, new HttpOptions { Policy = policy }).StatusCode, Is.EqualTo(200));
        serving.Wait();
        policy.Dispose();
        Assert.That(() => LuaHttp.Get(url, new HttpOptions { Policy = policy }), Throws.TypeOf<HandleException>());
    }

    /// <summary>Answers one request.</summary>
    private async Task Serve(string answer)
    {
        using var client = await server.AcceptTcpClientAsync();
        var buffer = new byte[8192];
        var (length, head) = (0, -1);
        while (head < 0 || (asked.Contains("Content-Length: 4") && length < head + 8))
        {
            var count = await client.GetStream().ReadAsync(buffer.AsMemory(length));
            if (count == 0) break;
            length += count;
            asked = Encoding.Latin1.GetString(buffer, 0, length);
            head = asked.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
    }
}
