using System.Text;
using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Tests.Policies;

internal sealed class PolicyTests
{
    [TestCase("""{"version": 1, "memroy": 1}""", "1:16: unknown key 'memroy'; there are $schema, version, preset")]
    [TestCase("""{"version": 1, "limit": {}}""", "1:16: unknown key 'limit'; did you mean 'limits'?")]
    [TestCase("{\n  \"version\": 1,\n  \"limits\": {\"memroy\": \"1MiB\"}\n}", "3:14: limits: unknown key 'memroy'; did you mean 'memory'?")]
    [TestCase("""{"version": 1, "limits": {"memory": "banana"}}""", "1:37: limits.memory: 'banana' is not a size such as 32MiB, 64KiB or 65536, or 'unlimited'")]
    [TestCase("""{"version": 1, "limits": {"memory": "1KiB"}}""", "1:37: limits.memory: '1KiB' is below the least, 64 KiB")]
    [TestCase("""{"version": 1, "limits": {"memory": 0}}""", "1:37: limits.memory: 0 is not a size")]
    [TestCase("""{"version": 1, "limits": {"memory": -1}}""", "1:37: limits.memory: -1 is not a size")]
    [TestCase("""{"version": 1, "limits": {"memory": null}}""", "1:37: limits.memory: null is not a size")]
    [TestCase("""{"version": 1, "limits": {"wall": []}}""", "1:35: limits.wall: an array is not a duration")]
    [TestCase("""{"version": 1, "limits": {"fuel": {"a": [1]}}}""", "1:35: limits.fuel: an object is not a count")]
    [TestCase("""{"version": 1, "limits": 5}""", "1:26: limits: 5 is not an object")]
    [TestCase("""{"version": 1, "limits": null}""", "1:26: limits: null is not an object")]
    [TestCase("""{"version": 1, "limits": {"memory_soft": "32MiB"}}""", "1:42: limits.memory_soft: 32 MiB is above the hard limit, 16 MiB")]
    [TestCase("""{"version": 1, "limits": {"service_time": "1s"}}""", "1:43: limits.service_time: that time counts against 'wall'")]
    [TestCase("""{"version": 2}""", "1:13: version: 2 is not 1, the version of policies that this library knows")]
    [TestCase("""{}""", "1:1: 'version' is missing; it is required")]
    [TestCase("""{"version": 1, "version": 1}""", "1:16: 'version' is there twice")]
    [TestCase("""{"version": 1, "profile": "standart"}""", "1:27: profile: 'standart' is not one of locked, standard, redis, trusted; did you mean 'standard'?")]
    [TestCase("""{"version": 1, "libraries": ["io"]}""", "1:30: 'io' is not one of string, table")]
    [TestCase("""{"version": 1, "libraries": ["os", "os"]}""", "1:36: 'os' is there twice")]
    [TestCase("""{"version": 1, "profile": "locked", "libraries": ["os"]}""", "1:50: libraries: profile locked has no 'os'")]
    [TestCase("""{"version": 1, "http": {}}""", "1:24: http: 'hosts' is missing; it is required")]
    [TestCase("""{"version": 1, "http": {"hosts": []}}""", "no hosts; name those that scripts may reach")]
    [TestCase("""{"version": 1, "http": {"hosts": ["a b"]}}""", "1:35: http.hosts[0]: 'a b' is not a host such as")]
    [TestCase("""{"version": 1, "http": {"hosts": ["a", {"host": "b", "prots": [1]}]}}""", "1:54: http.hosts[1]: unknown key 'prots'; did you mean 'ports'?")]
    [TestCase("""{"version": 1, "http": {"hosts": ["a", {"host": "b", "ports": [0]}]}}""", "1:64: 0 is not a whole number from 1 to 65,535")]
    [TestCase("""{"version": 1, "http": {"hosts": ["a", {"ports": [1]}]}}""", "1:40: http.hosts[1]: 'host' is missing")]
    [TestCase("""{"version": 1, "http": {"hosts": ["a"], "addresses": {"allow": ["127.1"]}}}""", "1:65: '127.1' is not an address")]
    [TestCase("""{"version": 1, "stores": {"": {"url": "memory:"}}}""", "1:27: '' is not a name of 1 to 128 bytes")]
    [TestCase("""{"version": 1, "stores": {"a": {"url": "file:x"}}}""", "1:40: stores.a.url: 'file:x' is not memory:, sqlite:PATH")]
    [TestCase("""{"version": 1, "stores": {"ä": {"url": 1}}}""", "1:40: stores.ä.url: 1 is not memory:")]
    [TestCase("""{"version": 1, "group": {"name": "a//b"}}""", "1:34: group.name: 'a//b' is not parts of letters")]
    [TestCase("""{"version": 1,}""", "1:15: not JSON: nothing follows the comma")]
    [TestCase("{\"version\": 1 // one\n}", "1:15: not JSON: there are no comments in it")]
    [TestCase("""{'version': 1}""", "1:2: not JSON: text stands between \", not between '")]
    [TestCase("""{"version": 1""", "1:14: not JSON: it ends too early")]
    [TestCase("""{"version": 1} x""", "1:16: not JSON: 'x' may not be here")]
    [TestCase("", "1:1: not JSON: it ends too early")]
    [TestCase("[]", "1:1: an array is not an object")]
    [TestCase("""{"version": 1, "preset": "\ud800"}""", "1:26: this text holds half of a surrogate pair")]
    [TestCase("""{"version": 1, "\udc00": 1}""", "1:16: this text holds half of a surrogate pair")]
    public void A_document_at_fault_is_refused_where_and_why(string json, string message)
    {
        var fault = Assert.Throws<LuaFault>(() => Parse(json))!;
        Assert.That(fault.Status, Is.EqualTo(Status.Syntax));
        Assert.That(fault.Message, Does.StartWith("p.json:").And.Contain(message));
        Assert.That(Encoding.UTF8.GetByteCount(fault.Message), Is.LessThanOrEqualTo(512));
    }

    [Test]
    public void Profile_redis_is_unsupported()
    {
        var fault = Assert.Throws<LuaFault>(() => Parse("""{"version": 1, "profile": "redis"}"""))!;
        Assert.That(fault.Status, Is.EqualTo(Status.Unsupported));
        Assert.That(fault.Message, Is.EqualTo("p.json:1:27: profile: redis is not in this version; use standard"));
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_refused_where_they_are()
    {
        byte[] json = [.. "{\"version\": 1,\n \"ä"u8, 0xFF, .. "\": 1}"u8];
        var fault = Assert.Throws<LuaFault>(() => Policy.Parse(json, "p.json", ""))!;
        Assert.That(fault.Message, Is.EqualTo("p.json:2:4: these bytes are not UTF-8"));
    }

    [Test]
    public void A_document_over_its_longest_is_refused()
    {
        var json = Encoding.UTF8.GetBytes("""{"version": 1}""".PadRight(Policy.DocumentMaximum + 1));
        Assert.That(Policy.Parse(json.AsMemory(0, Policy.DocumentMaximum), "p", ""), Is.Not.Null);
        Assert.That(() => Policy.Parse(json, "p", ""), Throws.TypeOf<LuaFault>().With.Message.Contains("over 1 MiB"));
    }

    [Test]
    public void A_document_nested_deeply_is_refused_without_deep_recursion()
    {
        var json = """{"version": 1, "limits": {"memory": """ + new string('[', 100_000);
        Assert.That(() => Parse(json), Throws.TypeOf<LuaFault>().With.Message.StartsWith("p.json:1:"));
    }

    [Test]
    public void Quantities_are_those_of_the_command_line()
    {
        var limits = Parse("""
            {"version": 1, "limits": {"memory": "32 mib", "memory_soft": 1048576, "fuel": "1_000_000", "wall": 1.5,
             "output": "64KB", "result": "unlimited"}}
            """).Apply(default).Limits;
        Assert.That(limits, Is.EqualTo(new Limits
        {
            MemoryBytes = 32 << 20,
            MemorySoftBytes = 1 << 20,
            Fuel = 1_000_000,
            WallMs = 1_500,
            OutputBytes = 64_000,
            ResultBytes = Quantity.Unlimited,
        }));
    }

    [Test]
    public void What_is_asked_for_goes_before_the_policy_and_that_before_the_preset()
    {
        var policy = Parse("""{"version": 1, "preset": "embedded", "profile": "locked", "limits": {"wall": "2s", "fuel": 5}}""");
        var applied = policy.Apply(new VmOptions { Limits = new Limits { Fuel = 7, MemoryBytes = 2 << 20 } });
        Assert.That(applied.Profile, Is.EqualTo(Profile.Locked));
        Assert.That(applied.Limits.Fuel, Is.EqualTo(7));
        Assert.That(applied.Limits.WallMs, Is.EqualTo(2_000));
        Assert.That(applied.Limits.OutputBytes, Is.EqualTo(64 << 10));
        Assert.That(applied.Limits.MemoryBytes, Is.EqualTo(2 << 20));
        Assert.That(applied.Limits.MemorySoftBytes, Is.EqualTo(3 << 19));
        applied = policy.Apply(new VmOptions { Preset = Preset.Development, Profile = Profile.Standard });
        Assert.That(applied.Profile, Is.EqualTo(Profile.Standard));
        Assert.That(applied.Limits.MemoryBytes, Is.EqualTo(100 << 20));
        Assert.That(applied.Limits.WallMs, Is.EqualTo(2_000));
    }

    [Test]
    public void Libraries_that_are_not_listed_are_not_there()
    {
        var vm = Vm.Create(1, Parse("""{"version": 1, "libraries": ["string", "print"]}""").Apply(default));
        Assert.That(vm.Run("return tostring(string and print and pairs and not (table or math or utf8 or os or load or coroutine))").Text, Is.EqualTo("true"));
        vm.Free();
        vm = Vm.Create(1, Parse("""{"version": 1, "libraries": []}""").Apply(default));
        Assert.That(vm.Run("return tostring(pairs and not (string or table or math or print))").Text, Is.EqualTo("true"));
        vm.Free();
    }

    [Test]
    public void A_service_that_is_not_named_is_not_there()
    {
        foreach (var name in PolicyText.Presets.Except(["web", "development", "production"]))
        {
            var options = Policy.Parse(PolicyText.Find(name)!, name, "").Apply(default);
            Assert.That(options.Services, Is.Empty, name);
        }
    }

    [Test]
    public void Named_services_are_there()
    {
        using var policy = Parse("""
            {"version": 1, "json": true, "stores": {"visits": {"url": "memory:", "keys": 2}}}
            """);
        var vm = Vm.Create(1, policy.Apply(default));
        Assert.That(vm.Run("return json.encode({1, 2.5, 'x'})").Text, Is.EqualTo("[1,2.5,\"x\"]"));
        Assert.That(vm.Run("local s = store.open('visits') s.a = {n = 1} return s.a.n").Integer, Is.EqualTo(1));
        Assert.That(vm.Run("return store.open('visits').a.n").Integer, Is.EqualTo(1));
        Assert.That(vm.Run("local s = store.open('visits') s.b = 1 s.c = 1").Status, Is.EqualTo(Status.Runtime));
        Assert.That(vm.Run("store.open('other')").Status, Is.EqualTo(Status.Sandbox));
        vm.Free();
    }

    [Test]
    public void Scripts_of_a_tenant_share_the_cache_of_the_process()
    {
        const string Document = """{"version": 1, "cache": {"tenant": "policy tests", "share": "4KiB"}}""";
        using var one = Parse(Document);
        using var other = Parse(Document);
        Vm first = Vm.Create(1, one.Apply(default)), second = Vm.Create(2, other.Apply(default));
        Assert.That(first.Run("cache.set('k', 'v') return cache.stats().capacity").Integer, Is.EqualTo(4096));
        Assert.That(second.Run("return cache.get('k')").Text, Is.EqualTo("v"));
        Assert.That(second.Run("cache.clear() return cache.stats().bytes").Integer, Is.Zero);
        first.Free();
        second.Free();
    }

    [Test]
    public void The_path_of_a_store_starts_from_the_policys_folder()
    {
        var folder = Directory.CreateTempSubdirectory("luavm-policy-").FullName;
        try
        {
            var json = Encoding.UTF8.GetBytes("""{"version": 1, "stores": {"a": {"url": "sqlite:a.db"}, "b": {"url": "sqlite:a.db", "table": "b"}}}""");
            using (var policy = Policy.Parse(json, "p.json", folder))
            {
                var vm = Vm.Create(1, policy.Apply(default));
                var source = "local a, b = store.open('a'), store.open('b') store.transaction(function() a.n = 1 b.n = 2 end) return a.n + b.n + #b";
                Assert.That(vm.Run(source).Integer, Is.EqualTo(4));
                vm.Free();
            }
            Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "a.db" }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Group_has_the_policys_limits_until_the_host_changes_them()
    {
        var name = $"policy-test-{Guid.NewGuid():N}/a";
        var policy = Parse("""{"version": 1, "group": {"name": "NAME", "memory": "8MiB", "vms": 1}}""".Replace("NAME", name, StringComparison.Ordinal));
        Assert.That(QuotaGroup.Read(name), Is.Null);
        var vm = Vm.Create(1, policy.Apply(default));
        Assert.That(QuotaGroup.Read(name)!.Value, Has.Property("VmCap").EqualTo(1).And.Property("LimitBytes").EqualTo(8 << 20));
        Assert.That(() => Vm.Create(2, policy.Apply(default)), Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Quota));
        QuotaGroup.Set(name, 2, 0, 0);
        var second = Vm.Create(2, policy.Apply(default));
        vm.Free();
        second.Free();
        Assert.That(QuotaGroup.Remove(name), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void Presets_are_policies([Values("locked", "standard", "web", "embedded", "production", "development")] string name)
    {
        var policy = Policy.Parse(PolicyText.Find(name)!, name, "");
        Assert.That(PolicySummary.Of(policy).Count(), Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void A_preset_that_is_not_there_is_none()
    {
        Assert.That(PolicyText.Find("Locked"), Is.Null);
        Assert.That(PolicyText.Find("../locked"), Is.Null);
        Assert.That(PolicyText.Find(""), Is.Null);
    }

    private static Policy Parse(string json) => Policy.Parse(Encoding.UTF8.GetBytes(json), "p.json", "");
}
