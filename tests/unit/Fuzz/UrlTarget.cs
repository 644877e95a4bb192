using System.Text;
using LuaVm.Core;
using LuaVm.Http;

namespace LuaVm.Tests.Fuzz;

/// <summary>
/// URLs of scripts, where servers redirect to, and header fields. The first line is a URL, the second a Location, each
/// other a header field.
/// </summary>
internal sealed class UrlTarget : FuzzTarget
{
    internal override string Name => "urls";

    internal override int LeastOutcomes => 60;

    internal override IReadOnlyList<byte[]> Pieces { get; } =
        [.. new[] { "http://", "https://", "ws://", "//", "\\", "@", "%2e", "%40", "..", "./", "?", "#", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f.1", "2130706433", "xn--", "xn--a", "\u3002", "\u00df", "\u0130", "\u2100", "\uff0f", ":80", ":0", ":65536", "\r\n", "\t", "\0", "Host: x", "Transfer-Encoding: chunked", "Content-Length: 9", "a: b", ":", "\u00ad", "\u200d", "e\u0301" }.Select(Encoding.UTF8.GetBytes)];

    internal override string Try(byte[] input)
    {
        var lines = Split(input);
        return $"{Url(lines[0], lines.Count > 1 ? lines[1] : [])} {string.Join(',', lines.Skip(2).Take(4).Select(Field))}";
    }

    private static string Url(byte[] url, byte[] location)
    {
        HttpTarget target;
        try
        {
            target = HttpTarget.Parse(Encoding.UTF8.GetString(url));
            Check(target);
        }
        catch (LuaFault fault)
        {
            Assert.That(fault.Status, Is.EqualTo(Status.Argument));
            return Outcome.Of(fault);
        }
        try
        {
            var next = target.Follow(HttpClientService.Text(Encoding.Latin1.GetString(location)));
            Check(next);
            return $"{target.Scheme} {next.Scheme} {next.HasOriginOf(target)} {HostName.IsAddress(next.Host)} {next.HasDefaultPort}";
        }
        catch (LuaFault fault)
        {
            Assert.That(fault.Status, Is.EqualTo(Status.Argument));
            return target.Scheme + Outcome.Of(fault);
        }
    }

    /// <summary>One spelling, which everybody reads alike.</summary>
    private static void Check(HttpTarget target)
    {
        Assert.That(HostName.Normalise(target.Host), Is.EqualTo(target.Host));
        Assert.That(target.Uri.IdnHost, Is.EqualTo(target.Host.Trim('[', ']')));
        Assert.That(target.Uri.UserInfo, Is.Empty);
        Assert.That((target.Uri.Scheme, target.Uri.Port), Is.EqualTo((target.Scheme, target.Port)));
        Assert.That(target.Port, Is.InRange(1, 65_535));
        Assert.That(target.Uri.PathAndQuery, Does.StartWith("/"));
        Assert.That(target.Uri.PathAndQuery.All(static c => c is > ' ' and < '\x7f'), target.Uri.PathAndQuery);
        Assert.That(target.Uri.Host.Any(static c => c is '/' or '?' or '#' or '@' or '%' or '\\'), Is.False);
        var shown = target.ToString();
        if (Encoding.UTF8.GetByteCount(shown) > HttpTarget.Maximum) return; // what was not ASCII takes three times as much
        var again = HttpTarget.Parse(shown);
        Assert.That((again.Scheme, again.Host, again.Port), Is.EqualTo((target.Scheme, target.Host, target.Port)));
        if (HostName.AddressOf(target.Host) is { } address)
            Assert.That(address.ToString(), Is.EqualTo(target.Host.Trim('[', ']')));
    }

    private static string Field(byte[] line)
    {
        var colon = Array.IndexOf(line, (byte)':');
        var name = line.AsSpan(0, Math.Max(colon, 0));
        var value = line.AsSpan(colon + 1);
        try
        {
            var fields = new HttpFields(10, 1_000);
            fields.Add(name, value);
            using var message = new HttpRequestMessage(HttpMethod.Get, "http://a.test/");
            fields.CopyTo(message);
            var sent = message.Headers.NonValidated.Concat(message.Content?.Headers.NonValidated ?? default).ToList();
            Assert.That(sent, Has.Count.EqualTo(1));
            Assert.That(sent[0].Key, Is.EqualTo(Encoding.Latin1.GetString(name)).IgnoreCase);
            Assert.That($"{sent[0].Key}{sent[0].Value}".AsSpan().ContainsAny("\r\n\0"), Is.False);
            Assert.That(message.Headers.TransferEncodingChunked, Is.Not.True);
            Assert.That(message.Headers.Host, Is.Null);
            return "sent";
        }
        catch (LuaFault fault)
        {
            Assert.That(fault.Status, Is.EqualTo(Status.Argument));
            return Outcome.Of(fault);
        }
    }

    private static List<byte[]> Split(byte[] input)
    {
        var lines = new List<byte[]>();
        foreach (var line in input.AsSpan().Split((byte)'\n')) lines.Add(input[line]);
        return lines;
    }
}
