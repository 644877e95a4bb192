using System.Text;

namespace LuaVm.Client.Tests;

/// <summary>Stores of the host's, alone and with policies.</summary>
public sealed class StoreTests
{
    [Test]
    public void Values_come_out_as_they_went_in()
    {
        using var store = new LuaStore();
        object?[] values = [true, -5L, 0.5, "", "text é", new byte[] { 0xff, 0 }, new List<object?> { 1L, "b", 2.5 },
                            new Dictionary<object, object?> { ["a"] = new List<object?> { true } }];
        LuaValue[] keys = [true, 7, -1.5, "", "key"];
        foreach (var key in keys)
        {
            foreach (var value in values)
            {
                store[key] = value;
                Assert.That(store[key], Is.EqualTo(value));
            }
        }
        Assert.That(store.Get<List<object?>>("none"), Is.Null);
        Assert.That(store.Statistics() is { KeyCount: 5, KeyCap: 1_000_000 }, Is.True);
        store["key"] = null;
        Assert.That(store.Delete(7) && !store.Delete(7) && !store.Delete("key"), Is.True);
        Assert.That(store.Entries().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Entries_are_put_all_or_none()
    {
        using var store = new LuaStore(options: new LuaStoreOptions { KeyCap = 2, ByteCap = Limit.Unlimited });
        store.Put("a", 1);
        Assert.That(() => store.Put([new("a", 2), new("b", 3), new("c", 4)]),
                    Throws.TypeOf<QuotaException>().With.Message.Contains("2 keys"));
        Assert.That(store.List(), Is.EqualTo(new KeyValuePair<object, object?>[] { new("a", 1L) }));
        Assert.That(store.Statistics().ByteCap, Is.EqualTo(Limit.Unlimited));
    }

    [Test]
    public void A_list_goes_on_behind_a_key()
    {
        using var store = new LuaStore();
        store.Put([.. Enumerable.Range(0, 2500).Select(i => new KeyValuePair<LuaValue, LuaValue>(i, i * i))]);
        Assert.That(store.List(2497, 2).Select(entry => entry.Key), Is.EqualTo(new object[] { 2498L, 2499L }));
        Assert.That(store.Entries().Select(entry => entry.Key), Is.EqualTo(Enumerable.Range(0, 2500).Select(i => (long)i)));
    }

    [Test]
    public void What_is_no_plain_data_is_refused()
    {
        using var store = new LuaStore();
        using var vm = new Vm();
        using var function = vm.Load("return 1");
        Assert.That(() => store.Put("a", function), Throws.InstanceOf<Exception>());
        Assert.That(() => store["a"] = new object(), Throws.InstanceOf<Exception>().With.Message.Contains("plain data"));
        Assert.That(() => store.Put("a", HostFunction.Of(() => 1)), Throws.InstanceOf<Exception>());
        Assert.That(() => store.Put(double.NaN, 1), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => store.Put(new object?[] { 1 }, 1), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(store.Statistics().KeyCount, Is.Zero);
    }

    [Test]
    public void A_document_brings_it_over()
    {
        using var one = new LuaStore();
        using var other = new LuaStore();
        one["a"] = new List<object?> { 1L, new byte[] { 0xff } };
        one.Put(2, 0.5, TimeSpan.FromMinutes(1));
        var document = one.Export();
        Assert.That(Encoding.UTF8.GetString(document), Does.StartWith("{\"luavm_store\":1"));
        Assert.That(other.Import(document), Is.EqualTo(2));
        Assert.That(other.Export(), Is.EqualTo(document));
        Assert.That(() => other.Import(document.AsSpan(0, document.Length - 3)),
                    Throws.TypeOf<LuaSyntaxException>().With.Message.Contains("line 4"));
    }

    [Test]
    public void Scripts_have_the_store_that_their_policy_was_given()
    {
        using var policy = new LuaPolicy("""{"version": 1}""");
        var store = new LuaStore();
        store["greeting"] = "hello";
        policy.SetStore("shared", store);
        using var vm = new Vm(new VmOptions { Policy = policy });
        Assert.That(vm.Eval<string>("local s = store.open('shared') s.n = 1 return s.greeting"), Is.EqualTo("hello"));
        Assert.That(store.Get<long>("n"), Is.EqualTo(1));
        store.Dispose();
        store.Dispose();
        Assert.That(vm.Eval<long>("return store.open('shared').n"), Is.EqualTo(1));
        Assert.That(() => store["n"], Throws.TypeOf<HandleException>());
        Assert.That(() => policy.SetStore("shared", store), Throws.TypeOf<HandleException>());
        using var another = new LuaStore();
        Assert.That(() => policy.SetStore("", another), Throws.TypeOf<InvalidArgumentException>());
    }

    [Test]
    public void A_program_keeps_a_store()
    {
        var kept = new KeptStore();
        using (var store = new LuaStore(kept))
        {
            store.Put([new("b", new object?[] { 1, 2 }), new("a", 1)]);
            store.Put("t", 1, TimeSpan.FromMinutes(1));
            Assert.That(kept.Entries.Values.Count(entry => entry.Expires != null), Is.EqualTo(1));
            Assert.That(store.Entries().Select(entry => entry.Key), Is.EqualTo(new object[] { "a", "b", "t" }));
            Assert.That(store.Delete("a"), Is.True);
            Assert.That(store.Statistics().KeyCount, Is.EqualTo(2));
            Assert.That(kept.ClosedCount, Is.Zero);
        }
        Assert.That(kept.ClosedCount, Is.EqualTo(1));
    }

    [Test]
    public void What_a_program_throws_comes_out_with_its_status()
    {
        var kept = new KeptStore { Problem = new InvalidOperationException("no luck") };
        using var store = new LuaStore(kept);
        var error = Assert.Throws<LuaRuntimeException>(() => store.Get<long>("a"));
        Assert.That(error!.Message, Does.Contain("'get': no luck"));
        Assert.That(error.InnerException, Is.SameAs(kept.Problem));
        kept.Problem = new TimeoutException("too late");
        Assert.That(() => store.Put("a", 1), Throws.TypeOf<LuaTimeoutException>().With.InnerException.SameAs(kept.Problem));
        using var policy = new LuaPolicy("""{"version": 1}""");
        policy.SetStore("s", store);
        using var vm = new Vm(new VmOptions { Policy = policy });
        Assert.That(() => vm.Eval("return store.open('s').a"),
                    Throws.TypeOf<LuaRuntimeException>().With.Message.Contains("too late"));
    }

    [Test]
    public void What_cannot_be_opened_says_why()
    {
        var kept = new KeptStore();
        Assert.That(() => new LuaStore("nowhere:"), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => new LuaStore(kept, new LuaStoreOptions { Table = "a b" }),
                    Throws.TypeOf<InvalidArgumentException>().With.Message.Contains("table"));
        Assert.That(kept.ClosedCount, Is.Zero);
    }
}
