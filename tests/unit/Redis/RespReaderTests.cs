using System.Text;
using LuaVm.Redis;
using LuaVm.Tests.Fuzz;

namespace LuaVm.Tests.Redis;

/// <summary>What a server may send, well-meant or not.</summary>
internal sealed class RespReaderTests
{
    [TestCase("$5\r\nhe\r\nl\r\n", "he\r\nl")]
    [TestCase("+OK\r\n", "OK")]
    [TestCase("$0\r\n\r\n", "")]
    [TestCase("$-1\r\n", null)]
    [TestCase("_\r\n", null)]
    [TestCase("=8\r\ntxt:text\r\n", "text")]
    [TestCase(">2\r\n+message\r\n:1\r\n+OK\r\n", "OK")]
    public void Strings_are_read_in_any_pieces(string sent, string? expected)
    {
        foreach (var piece in new[] { 1, 3, 1_000 })
            Assert.That(Read(sent, piece).Bytes, Is.EqualTo(expected == null ? null : Encoding.Latin1.GetBytes(expected)));
    }

    [Test]
    public void Lists_and_numbers_are_read()
    {
        var reply = Read("*3\r\n:-7\r\n$1\r\n5\r\n*1\r\n#t\r\n");
        Assert.That(reply.Count, Is.EqualTo(3));
        Assert.That(reply[0].Number, Is.EqualTo(-7));
        Assert.That(reply[1].Number, Is.EqualTo(5));
        Assert.That(reply[2][0].Number, Is.EqualTo(1));
    }

    [TestCase("HTTP/1.1 400 Bad Request\r\n")]
    [TestCase("\r\n")]
    [TestCase("+OK\n")]
    [TestCase("$x\r\n")]
    [TestCase("$-2\r\n")]
    [TestCase("$99999999999\r\n")]
    [TestCase("$2000\r\n")]
    [TestCase("*99999999999\r\n")]
    [TestCase("*2147483647\r\n:1\r\n")]
    [TestCase("*-5\r\n")]
    [TestCase("$3\r\nabcd\r\n")]
    [TestCase("$3\r\nab")]
    [TestCase("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    [TestCase("")]
    public void What_is_broken_or_too_long_is_a_fault(string sent) =>
        Assert.That(() => Read(sent), Throws.TypeOf<RespFault>());

    [Test]
    public void A_line_without_an_end_is_a_fault() =>
        Assert.That(() => Read("+" + new string('x', 100_000)), Throws.TypeOf<RespFault>());

    private static RespReply Read(string sent, int piece = 1_000) =>
        new RespReader(new Pieces(Encoding.Latin1.GetBytes(sent), piece)).Read(1_000, default).AsTask().GetAwaiter().GetResult();
}
