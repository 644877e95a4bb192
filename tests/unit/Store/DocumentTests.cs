using System.Text;
using LuaVm.Core;
using LuaVm.Store;
using LuaVm.Store.Documents;

namespace LuaVm.Tests.Store;

/// <summary>Whole tables as documents: docs/stores.md.</summary>
internal sealed class DocumentTests
{
    private readonly FakeClock _clock = new();
    private PersistentTable _from = null!;
    private PersistentTable _to = null!;
    private StoreService _service = null!;
    private Vm _vm = null!;

    [SetUp]
    public void Open()
    {
        _from = Table();
        _to = Table();
        _service = new StoreService(new Dictionary<string, StoreSource> { ["from"] = new(_from), ["to"] = new(_to) });
        _vm = StoreScripts.Open(_service);
    }

    [TearDown]
    public void Close()
    {
        _vm.Free();
        _service.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    [Test]
    public void A_document_says_what_is_in_the_table()
    {
        Say("""
            from:update{true_ = true, n = 1, f = 1.0, text = 'é"\n', list = {1, 'b', {}}, map = {a = 1}}
            from[2] = -0.5 from[false] = 'no' from:set('t', 'x', {ttl = 1})
            from.bytes = '\xff\0' from.mixed = {7, x = 1, [2.5] = 0/0, ['$a'] = -1/0} from.dollar = {['$bytes'] = 1}
            """);
        var lines = Export().Split('\n');
        Assert.That(lines[0], Is.EqualTo("""{"luavm_store":1,"table":"main"}"""));
        Assert.That(lines, Does.Contain("""{"key":false,"value":"no"}"""));
        Assert.That(lines, Does.Contain("""{"key":2,"value":-0.5}"""));
        Assert.That(lines, Does.Contain("""{"key":"bytes","value":{"$bytes":"/wA="}}"""));
        Assert.That(lines, Does.Contain("""{"key":"dollar","value":{"$pairs":[["$bytes",1]]}}"""));
        Assert.That(lines, Does.Contain("""{"key":"f","value":1.0}"""));
        Assert.That(lines, Does.Contain("""{"key":"list","value":[1,"b",[]]}"""));
        Assert.That(lines, Does.Contain("""{"key":"map","value":{"a":1}}"""));
        Assert.That(lines, Does.Contain("""{"key":"text","value":"é\"\n"}"""));
        Assert.That(lines, Does.Contain("""{"key":"t","value":"x","expires":1800000001000}"""));
        Assert.That(lines[^2], Is.EqualTo("""{"count":12}"""));
        Assert.That(lines[^1], Is.Empty);
    }

    [Test]
    public void What_was_exported_is_imported_byte_by_byte()
    {
        Say("""
            from:update{[1] = 1, [1.5] = 1 << 62, [-3] = math.mininteger, a = 2^53, b = 1e308, c = -0.0, d = 5e-324, e = 1e16}
            from.inf = {1/0, -1/0} from.nested = {{{a = {[true] = {1, nil, 3}}}}} from[''] = '' from['\0'] = ('x'):rep(1e5)
            local deep = {} for i = 1, 62 do deep = {deep, k = i} end from.deep = deep
            for i = 1, 600 do from[i] = {i, tostring(i), ['\xfe' .. i] = i} end
            from:set('t', 'x', {ttl = 60})
            """);
        Assert.That(Import(Export()), Is.EqualTo(_from.Backend.Size(default).Done().Keys));
        byte[] after = [];
        while (true)
        {
            var one = _from.Backend.Next(after, 100, 1 << 20, default).Done();
            var other = _to.Backend.Next(after, 100, 1 << 20, default).Done();
            Assert.That(other.Select(Entry.Text), Is.EqualTo(one.Select(Entry.Text)));
            Assert.That(other.Select(e => e.Expires), Is.EqualTo(one.Select(e => e.Expires)));
            if (one.Count == 0) break;
            after = one[^1].Key;
        }
        Assert.That(Say("return to.nested[1][1].a[true][3], to.c, #to"), Is.EqualTo("3,-0.0,613"));
    }

    [Test]
    public void An_import_leaves_what_it_does_not_name_and_what_has_expired_meanwhile()
    {
        Say("from:set('t', 1, {ttl = 1}) from.a = 1 to.a = 2 to.b = 3");
        var document = Export();
        _clock.Pass(TimeSpan.FromSeconds(2));
        Assert.That(Import(document), Is.EqualTo(2));
        Assert.That(Say("return to.a, to.b, to.t, #to"), Is.EqualTo("1,3,nil,2"));
    }

    [TestCase("{}", 1, "does not begin")]
    [TestCase("H", 1, "cut off")]
    [TestCase("H{\"key\":1,\"value\":1}\n", 2, "cut off")]
    [TestCase("H{\"count\":1}\n", 2, "1 entries were written, there are 0")]
    [TestCase("H{\"count\":0}\n\n", 3, "behind the last line")]
    [TestCase("H{\"key\":1,\"value\":1\n", 2, "no JSON")]
    [TestCase("H{\"key\":1}\n", 2, "no \"value\"")]
    [TestCase("H{\"value\":1}\n", 2, "no \"key\"")]
    [TestCase("H{\"key\":1,\"value\":1,\"key\":2}\n", 2, "each once")]
    [TestCase("H{\"key\":1,\"value\":1,\"ttl\":2}\n", 2, "each once")]
    [TestCase("H{\"key\":[],\"value\":1}\n", 2, "no key")]
    [TestCase("H{\"key\":{\"$number\":\"nan\"},\"value\":1}\n", 2, "NaN")]
    [TestCase("H{\"key\":1,\"value\":null}\n", 2, "null")]
    [TestCase("H{\"key\":1,\"value\":9223372036854775808}\n", 2, "beyond the integers")]
    [TestCase("H{\"key\":1,\"value\":{\"$other\":1}}\n", 2, "$other")]
    [TestCase("H{\"key\":1,\"value\":{\"$bytes\":\"!\"}}\n", 2, "$bytes")]
    [TestCase("H{\"key\":1,\"value\":{\"$items\":[1]}}\n", 2, "$pairs")]
    [TestCase("H{\"key\":1,\"value\":{\"$pairs\":[[1]]}}\n", 2, "[key, value]")]
    [TestCase("H{\"key\":1,\"value\":{\"$pairs\":[[[],1]]}}\n", 2, "key that can be none")]
    [TestCase("H{\"key\":1,\"value\":{\"a\":1,\"b\":2,\"a\":3}}\n", 2, "a key twice")]
    [TestCase("H{\"key\":1,\"value\":{\"a\":1,\"\\u0061\":3}}\n", 2, "a key twice")]
    [TestCase("H{\"key\":1,\"value\":{\"$pairs\":[[7,1],[7.0,2]]}}\n", 2, "a key twice")]
    [TestCase("H{\"key\":1,\"value\":{\"$pairs\":[[true,1],[true,2]]}}\n", 2, "a key twice")]
    [TestCase("H{\"key\":1,\"value\":{\"$items\":[1,2],\"$pairs\":[[2,1]]}}\n", 2, "a key twice")]
    [TestCase("H{\"key\":1,\"value\":\"\\ud800\"}\n", 2, "surrogates")]
    [TestCase("H{\"key\":1,\"value\":1,\"expires\":0}\n", 2, "expires")]
    [TestCase("H{\"key\":1,\"value\":1,\"expires\":\"x\"}\n", 2, "wrong type")]
    [TestCase("H{\"key\":1,\"value\":1,\"expires\":1.5}\n", 2, "no integer")]
    [TestCase("H{\"count\":1e99}\n", 2, "no integer")]
    [TestCase("{\"luavm_store\":2}\n", 1, "version 2")]
    [TestCase("{\"luavm_store\":1.0}\n", 1, "no integer")]
    [TestCase("", 1, "cut off")]
    public void A_document_that_is_none_changes_nothing_and_names_its_line(string document, int line, string what)
    {
        var text = document.Replace("H", "{\"luavm_store\":1,\"table\":\"main\"}\n", StringComparison.Ordinal);
        var fault = Assert.Throws<LuaFault>(() => Import(text));
        Assert.That(fault!.Status, Is.EqualTo(Status.Syntax));
        Assert.That(fault.Message, Does.StartWith($"line {line}: ").And.Contains(what));
        Assert.That(_to.Backend.Size(default).Done().Keys, Is.Zero);
    }

    [Test]
    public void A_document_over_a_cap_changes_nothing()
    {
        Say("for i = 1, 100 do from[i] = i end to[5] = 'old'");
        var small = StoreUrl.Open(new StoreOptions { KeyCap = 99 }, default).Done();
        var text = Encoding.UTF8.GetBytes(Export());
        Assert.That(() => StoreReader.Import(small, text), Fails.With(Status.Quota));
        Assert.That(small.Backend.Size(default).Done().Keys, Is.Zero);
        small.Dispose();
        var before = VmProcess.Memory().Used;
        Assert.That(Import(Export()), Is.EqualTo(100));
        Assert.That(VmProcess.Memory().Used - before, Is.LessThan(100 * 300));
    }

    [Test]
    public void Nesting_that_is_too_deep_is_an_error_and_not_an_overflow()
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}"), ("{\"$pairs\":[[1,", "]]}") })
        {
            var deep = new StringBuilder("{\"luavm_store\":1}\n{\"key\":1,\"value\":");
            for (var i = 0; i < 10_000; i++) deep.Append(open);
            deep.Append('1');
            for (var i = 0; i < 10_000; i++) deep.Append(close);
            Assert.That(() => Import(deep.Append("}\n").ToString()), Fails.With(Status.Syntax));
        }
    }

    [Test]
    public void Exporting_charges_nothing_behind()
    {
        Say("for i = 1, 2000 do from[i] = ('x'):rep(100) end");
        var before = VmProcess.Memory().Used;
        Export();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(before));
    }

    private PersistentTable Table() => StoreUrl.Open(new StoreOptions { Clock = _clock }, default).Done();

    private string Export()
    {
        using var text = new ProcessBuffer();
        StoreWriter.Write(_from, text);
        return Encoding.UTF8.GetString(text.Written);
    }

    private long Import(string document) => StoreReader.Import(_to, Encoding.UTF8.GetBytes(document));

    private string Say(string script) => _vm.Say("local from, to = store.open('from'), store.open('to')\n" + script);
}
