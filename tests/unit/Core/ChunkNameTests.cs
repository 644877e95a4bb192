using System.Text;
using LuaVm.Core;

namespace LuaVm.Tests.Core;

internal sealed class ChunkNameTests
{
    [TestCase("rules.lua", "@rules.lua\0")]
    [TestCase("a\nb\0c\u007f", "@a?b?c?\0")]
    [TestCase("", "@\0")]
    public void Names_are_framed_and_cannot_forge_a_line(string name, string written)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var to = new byte[bytes.Length + 2];
        ChunkName.Write(bytes, to);
        Assert.That(Encoding.UTF8.GetString(to), Is.EqualTo(written));
    }

    [Test]
    public void Every_refusal_says_more_than_its_name([Values] Status status)
    {
        Assert.That(Refusal.Message(status), Has.Length.InRange(10, 512));
    }
}
