using System.Globalization;
using System.Text;
using LuaVm.Redis;

namespace LuaVm.Tests.Fuzz;

/// <summary>What Redis servers answer, MOVED and ASK among it.</summary>
internal sealed class ReplyTarget : FuzzTarget
{
    private const int Most = 20_000;

    internal override string Name => "replies";

    internal override int LeastOutcomes => 60;

    internal override IReadOnlyList<byte[]> Pieces { get; } =
        [.. new[] { "\r\n", "$-1\r\n", "*-1\r\n", "$0\r\n\r\n", "*2\r\n", "%1\r\n", "-MOVED 1 ", "-ASK 16383 ", "[::1]:6379", ":65535", ":65536", ">1\r\n", "|1\r\n", "_\r\n", "#t\r\n", ",1e9\r\n", "=4\r\ntxt:\r\n", "!3\r\n", "$2147483647\r\n", "*2147483647\r\n", "%1073741824\r\n", "9223372036854775807", "-9223372036854775808" }.Select(Encoding.ASCII.GetBytes)];

    internal override string Try(byte[] input)
    {
        var whole = Read(input, int.MaxValue);
        foreach (var piece in new[] { 1, 2, 7 }) Assert.That(Read(input, piece), Is.EqualTo(whole), $"in pieces of {piece}");
        return whole;
    }

    private static string Read(byte[] input, int piece)
    {
        var reader = new RespReader(new Pieces(input, piece));
        var said = new StringBuilder();
        for (var i = 0; i < 4; i++)
        {
            try
            {
                Describe(reader.Read(Most, default).AsTask().GetAwaiter().GetResult(), said);
            }
            catch (RespFault fault)
            {
                return said.Append(CultureInfo.InvariantCulture, $"{fault.Message} {fault.IsFinal}").ToString();
            }
        }
        return said.ToString();
    }

    private static void Describe(RespReply reply, StringBuilder said)
    {
        said.Append(CultureInfo.InvariantCulture, $"{reply.Kind}{Outcome.Size(reply.Data?.Length ?? 0)} ");
        Assert.That(reply.Shown.Any(char.IsControl), Is.False);
        foreach (var item in reply.Items ?? []) Describe(item, said);
        if (reply.Kind != RespKind.Error) return;
        if (!RedisRedirect.TryRead(reply, out var redirect)) return;
        said.Append(redirect.Asks ? "asks" : "moved");
        Assert.That(redirect.Port, Is.InRange(1, 65_535));
        Assert.That(redirect.Host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':'), redirect.Host);
    }
}
