namespace LuaVm.Client.Tests;

[NonParallelizable]
public sealed class CacheTests
{
    private static readonly string[] Words = ["one", "two"];

    private readonly LuaCache _cache = new("tests of C#");

    [TearDown]
    public void Clear()
    {
        _cache.Clear();
        _cache.Share(null);
    }

    [Test]
    public void What_is_put_is_got()
    {
        _cache.Put("k", 42);
        Assert.That(_cache.Get<long>("k"), Is.EqualTo(42));
        _cache.Put("k", "text");
        Assert.That(_cache.Get<string>("k"), Is.EqualTo("text"));
        _cache.Put("k", new Dictionary<string, object?> { ["words"] = Words });
        Assert.That(_cache.Get<Dictionary<string, object?>>("k")!["words"], Is.EqualTo(Words));
        _cache.Put("k", LuaValue.Nil);
        Assert.That(_cache.TryGet<string>("k", out _), Is.False);
        Assert.That(_cache.Get<string>("k"), Is.Null);
    }

    [Test]
    public void It_is_deleted_once()
    {
        _cache.Put("k", 1);
        Assert.That(_cache.Delete("k"), Is.True);
        Assert.That(_cache.Delete("k"), Is.False);
    }

    [Test]
    public void A_time_that_is_over_is_as_if_it_had_not_been_put()
    {
        _cache.Put("k", 1, TimeSpan.FromMilliseconds(1));
        Assert.That(() => _cache.TryGet<long>("k", out _), Is.False.After(10_000, 1));
        Assert.That(() => _cache.Put("k", 1, TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_share_is_kept_and_every_byte_counted()
    {
        var before = LuaVmProcess.Statistics;
        _cache.Share(2_000);
        for (var i = 0; i < 50; i++) _cache.Put($"{i:00}", 1);
        var now = _cache.Statistics;
        Assert.That((now.EntryCount, now.ByteCount, now.CapacityBytes), Is.EqualTo((10L, 10L * (192 + 2 + 2), 2_000L)));
        Assert.That(LuaVmProcess.Statistics.CacheHeldBytes - before.CacheHeldBytes, Is.EqualTo(now.ByteCount));
        Assert.That(LuaCache.Total.ByteCount, Is.GreaterThanOrEqualTo(now.ByteCount));
        Assert.That(() => _cache.Put("k", new string('x', 3_000)), Throws.TypeOf<QuotaException>().With.Message.Contains("2,000"));
    }

    [Test]
    public void What_is_no_plain_data_is_refused()
    {
        using var vm = new Vm();
        using var function = vm.Eval<LuaFunction>("return print");
        using var result = vm.Eval("return {1, {x = 'y'}}");
        Assert.That(() => _cache.Put("k", function), Throws.ArgumentException.With.Message.Contains("outside of a VM"));
        Assert.That(() => _cache.Put("k", HostFunction.Pending), Throws.ArgumentException);
        Assert.That(() => _cache.Put("k", new object()), Throws.ArgumentException);
        _cache.Put("k", result.Value);
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
        Assert.That(_cache.Get<List<object?>>("k")![1], Is.EqualTo(new Dictionary<object, object?> { ["x"] = "y" }));
        Assert.That(() => _cache.Put("", 1), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => _cache.Get<long>(new string('k', 1_025)), Throws.TypeOf<InvalidArgumentException>());
    }

    [Test]
    public void Scripts_have_the_tenant_of_their_policy()
    {
        using var policy = new LuaPolicy("""{"version": 1, "cache": {"tenant": "tests of C#"}}""");
        using var vm = new Vm(new VmOptions { Policy = policy });
        _cache.Put("from host", 1);
        Assert.That(vm.Eval<long>("cache.incr('from host') return cache.get('from host')"), Is.EqualTo(2));
        Assert.That(_cache.Get<long>("from host"), Is.EqualTo(2));
    }
}
