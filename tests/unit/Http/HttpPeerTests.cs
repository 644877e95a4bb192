using LuaVm.Core;

namespace LuaVm.Tests.Http;

/// <summary>Servers that do not answer as they should.</summary>
internal sealed class HttpPeerTests
{
    private const string Over = "did not finish within 300 ms";
    private const string Short = "{timeout = 0.3}";

    [TestCase("")]
    [TestCase("HTTP/1.1 200 OK\r\nX-A: ")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nslow")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nslow\r\n")]
    public void Peer_that_says_no_more_meets_the_end_of_the_request(string said)
    {
        using var server = LoopbackServer.Stalling(said);
        var outcome = HttpVm.Run($"http.get('{server.Url}', {Short})");
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Runtime, $"http.get: 127.0.0.1 {Over}")));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Peer_that_sends_a_byte_now_and_then_meets_it_too()
    {
        using var server = new LoopbackServer(async connection =>
        {
            await connection.ReadHead();
            await connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (true)
            {
                await connection.Write("x");
                await Task.Delay(50);
            }
        });
        Assert.That(HttpVm.Run($"http.get('{server.Url}', {Short})").Message, Does.EndWith(Over));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Policy_may_give_less_time_than_the_script_asks_for()
    {
        using var server = LoopbackServer.Stalling();
        Assert.That(HttpVm.Run($"http.get('{server.Url}', {{timeout = 1e9}})", HttpVm.Rules with { TimeoutMs = 300 }).Message, Does.EndWith(Over));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Connection_that_is_never_made_meets_the_end_and_is_given_up()
    {
        var network = new ScriptedNetwork { Refuses = false };
        Assert.That(HttpVm.Run($"http.get('http://1.1.1.1/', {Short})", network: network).Message, Does.EndWith(Over));
        HttpVm.AssertCompletes(network.GivenUp.Task);
    }

    [Test]
    public void Tls_handshake_that_stalls_meets_the_end()
    {
        using var server = new LoopbackServer(static connection => connection.WaitForClose());
        Assert.That(HttpVm.Run($"http.get('https://127.0.0.1:{server.Port}', {Short})").Message, Does.EndWith(Over));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Server_that_speaks_no_tls_is_an_error()
    {
        using var server = new LoopbackServer(static async connection =>
        {
            await connection.Write("HTTP/1.1 400 Bad Request\r\n\r\n");
            await connection.WaitForClose();
        });
        Assert.That(HttpVm.Run($"http.get('https://127.0.0.1:{server.Port}')").Message, Does.EndWith("127.0.0.1 does not agree on TLS, or broke off"));
    }

    [Test]
    public void Port_where_nobody_listens_is_an_error()
    {
        int port;
        using (var server = LoopbackServer.Stalling()) port = server.Port;
        Assert.That(HttpVm.Run($"http.get('http://127.0.0.1:{port}')").Message,
            Does.EndWith($"127.0.0.1 at port {port} cannot be reached: it refuses the connection"));
    }

    [TestCase("closes at once", "", "it broke off")]
    [TestCase("no http", "220 mail.example.com ESMTP\r\n\r\n", "its answer is not HTTP")]
    [TestCase("bad status", "HTTP/1.1 2000 OK\r\n\r\n", "its answer is not HTTP")]
    [TestCase("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "its answer is not HTTP")]
    [TestCase("two lengths in one", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", "its answer is not HTTP")]
    [TestCase("no length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nab", "its answer is not HTTP")]
    [TestCase("long length", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nab", "its answer is not HTTP")]
    [TestCase("long field", "HTTP/1.1 200 OK\r\nX-A: {40000}\r\nContent-Length: 0\r\n\r\n", "the header fields of its answer are too long")]
    [TestCase("long status", "HTTP/1.1 200 {40000}\r\n\r\n", "the header fields of its answer are too long")]
    [TestCase("bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "its answer is not HTTP")]
    public void Answer_that_is_none_is_an_error(string _, string answer, string message)
    {
        answer = answer.Replace("{40000}", new string('a', 40_000), StringComparison.Ordinal);
        using var server = new LoopbackServer(async connection =>
        {
            await connection.ReadHead();
            await connection.Write(answer);
        });
        var outcome = HttpVm.Run($"http.get('{server.Url}')");
        Assert.That((outcome.Status, outcome.Message), Is.EqualTo((Status.Runtime, $"http.get: 127.0.0.1: {message}")));
    }

    [TestCase("a\0b")]
    [TestCase("a\rX-B: b")]
    [TestCase("a\r\n X-B: b")]
    public void Field_with_a_byte_that_ends_lines_does_not_reach_scripts(string value)
    {
        using var server = LoopbackServer.Answering(_ => LoopbackServer.Ok("", $"X-A: {value}\r\n"));
        var outcome = HttpVm.Run($"local h = http.get('{server.Url}').headers assert(not h['x-b']) return h['x-a'] or 'nothing'");
        // Versions of the framework differ in whether they replace it.
        if (outcome.Message.EndsWith("its answer is not HTTP", StringComparison.Ordinal)) return;
        Assert.That(outcome.Text, Does.Not.Contain("\0").And.Not.Contain("\r").And.Not.Contain("\n").And.Not.Empty);
    }

    [TestCase("Content-Length: 0\r\n", 101, "the answer has more than 100 header fields")]
    [TestCase("Content-Length: 0\r\n", 99, "")]
    public void Number_of_fields_is_capped(string rest, int count, string message)
    {
        using var server = LoopbackServer.Answering(_ =>
            "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, count).Select(static i => $"X-{i}: a\r\n")) + rest + "\r\n");
        Assert.That(HttpVm.Run($"http.get('{server.Url}')").Message, Does.EndWith(message));
    }

    [Test]
    public void Field_that_comes_often_counts_as_often()
    {
        using var server = LoopbackServer.Answering(_ => LoopbackServer.Ok("", string.Concat(Enumerable.Repeat("Set-Cookie: a=b\r\n", 200))));
        Assert.That(HttpVm.Run($"http.get('{server.Url}')").Message, Does.EndWith("the answer has more than 100 header fields"));
    }

    [TestCase("HTTP/1.1 100 Continue\r\n\r\n")]
    [TestCase("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public void Endless_interim_answers_end(string interim)
    {
        using var server = new LoopbackServer(async connection =>
        {
            await connection.ReadHead();
            while (true) await connection.Write(interim);
        });
        Assert.That(HttpVm.Run($"http.get('{server.Url}', {Short})").Status, Is.EqualTo(Status.Runtime));
        HttpVm.AssertCompletes(server.Closed.Task);
    }

    [Test]
    public void Second_answer_that_nobody_asked_for_is_not_taken_for_the_next_one()
    {
        var smuggled = LoopbackServer.Ok("first") + LoopbackServer.Ok("smuggled");
        using var server = LoopbackServer.Answering(head => head.Contains("/first", StringComparison.Ordinal) ? smuggled : LoopbackServer.Ok("second"));
        Assert.That(HttpVm.Run($"return http.get('{server.Url}/first').body .. http.get('{server.Url}/second').body").Text, Is.EqualTo("firstsecond"));
        Assert.That(server.Connections, Is.EqualTo(2));
    }
}
