using System.Net;
using System.Text;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Tests.Http;

namespace LuaVm.Tests.Fuzz;

/// <summary>What HTTP servers answer: to every request the same. Nobody is asked but whom the rules allow.</summary>
internal sealed class AnswerTarget : FuzzTarget, INetwork
{
    private const int BodyMaximum = 4_000;

    private static readonly HttpRules Rules = new()
    {
        Reach = new ReachRules { Hosts = [new HostRule("a.test", [80, 8080], []), new HostRule("*.a.test", [], [])] },
        ResponseBytes = BodyMaximum,
        TimeoutMs = 60_000,
    };

    private byte[] _answer = [];
    private string? _wrong;

    internal override string Name => "answers";

    internal override int LeastOutcomes => 40;

    internal override IReadOnlyList<byte[]> Pieces { get; } =
        [.. new[] { "\r\n", "\r\n\r\n", "\n", "HTTP/1.1 302 Found\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "Location: ", "Location: //b.test/\r\n", "Location: /x\r\n", "http://b.a.test:8080/", "http://127.0.0.1/", "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n", "Content-Encoding: deflate\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "ffffffff\r\n", "Connection: close\r\n", ": x\r\n", " x\r\n", "Set-Cookie: a=b\r\n" }.Select(Encoding.ASCII.GetBytes)];

    internal override string Try(byte[] input)
    {
        (_answer, _wrong) = (input, null);
        var outcome = Ask().WaitAsync(HttpVm.Patience).GetAwaiter().GetResult();
        Assert.That(_wrong, Is.Null);
        HttpVm.AssertIdle();
        return outcome;
    }

    public Task<IPAddress[]> Resolve(string name, CancellationToken abort)
    {
        if (name != "a.test" && !name.EndsWith(".a.test", StringComparison.Ordinal)) _wrong = name;
        return Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")]);
    }

    public Task<Stream> Connect(IPAddress address, int port, CancellationToken abort)
    {
        if (address.ToString() != "93.184.215.14" || port is not (80 or 8080)) _wrong = $"{address}:{port}";
        return Task.FromResult<Stream>(new Peer(_answer));
    }

    private async Task<string> Ask()
    {
        var client = new HttpClientService(Rules, this);
        var fields = new HttpFields(20, 2_000);
        fields.Add("Authorization", "secret");
        var buffer = new byte[1_000];
        var length = 0;
        try
        {
            using var answer = await client.Send(new HttpAsk
            {
                Target = HttpTarget.Parse("http://a.test/"),
                Fields = fields,
                TimeoutMs = 60_000,
                ResponseBytes = BodyMaximum,
                Redirects = 3,
            }, default);
            Assert.That(answer.Fields.Select(static field => field.Name + field.Value).Any(static text => text.AsSpan().ContainsAny("\r\n\0")), Is.False);
            for (int count; (count = await answer.Read(buffer)) > 0;) length += count;
            Assert.That(length, Is.LessThanOrEqualTo(BodyMaximum));
            return $"{answer.Code} {answer.Redirects} {Outcome.Size(length)} {answer.Fields.Count}";
        }
        catch (LuaFault fault)
        {
            Assert.That(fault.Status, Is.AnyOf(Status.Network, Status.Sandbox, Status.Output), fault.Message);
            return $"{Outcome.Of(fault)} {Outcome.Size(length)}";
        }
    }

    /// <summary>Has answered before it was asked; takes whatever is sent.</summary>
    private sealed class Peer(byte[] answer) : MemoryStream(answer, writable: false)
    {
        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }
    }
}
