using LuaVm.Cache;

namespace LuaVm.Tests.Cache;

internal sealed class CacheCodecTests
{
    [TestCase(1)]
    [TestCase(4_096)]
    [TestCase(3_000_000)]
    public void What_repeats_itself_gets_shorter_and_comes_back(int length)
    {
        var plain = new byte[length];
        for (var i = 0; i < length; i++) plain[i] = (byte)(i % 251);
        var room = new byte[length];
        var kept = CacheCodec.Compress(plain, room);
        Assert.That(kept == 0, Is.EqualTo(length == 1));
        if (kept == 0) return;
        Assert.That(kept, Is.LessThan(length / 2));
        Assert.That(Expand(room, kept, length), Is.EqualTo(plain));
    }

    [TestCase(1)]
    [TestCase(4_096)]
    [TestCase(300_000)]
    public void Noise_is_kept_as_it_is(int length)
    {
        var plain = new byte[length];
        new Random(1).NextBytes(plain);
        Assert.That(CacheCodec.Compress(plain, new byte[length]), Is.Zero);
    }

    private static unsafe byte[] Expand(byte[] kept, int length, int plainLength)
    {
        var plain = new byte[plainLength];
        fixed (byte* from = kept) CacheCodec.Expand(from, length, plain);
        return plain;
    }
}
