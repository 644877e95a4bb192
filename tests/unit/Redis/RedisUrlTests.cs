using LuaVm.Core;
using LuaVm.Redis;

namespace LuaVm.Tests.Redis;

internal sealed class RedisUrlTests
{
    [TestCase("redis://h", "h", 6379, false, null, null, 0)]
    [TestCase("rediss://h:1/3", "h", 1, true, null, null, 3)]
    [TestCase("redis://:p%40ss@h/", "h", 6379, false, null, "p@ss", 0)]
    [TestCase("redis://u:p:q@[::1]:7", "::1", 7, false, "u", "p:q", 0)]
    public void A_url_is_read(string url, string host, int port, bool tls, string? user, string? password, int database) =>
        Assert.That(RedisUrl.Parse(url), Is.EqualTo(new RedisUrl(host, port, tls, user, password, database)));

    [TestCase("redis:h")]
    [TestCase("http://h")]
    [TestCase("redis://secret@h")]
    [TestCase("redis://h/x")]
    [TestCase("redis://h/-1")]
    [TestCase("redis://h/1?secret")]
    [TestCase("redis://h:99999")]
    public void A_wrong_url_is_refused_without_its_text(string url) =>
        Assert.That(() => RedisUrl.Parse(url), Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Argument)
            .And.Message.Not.Contain("secret"));
}
