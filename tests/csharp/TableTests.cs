namespace LuaVm.Client.Tests;

public sealed class TableTests
{
    private Vm vm = null!;

    [SetUp]
    public void Make() => vm = new Vm();

    [TearDown]
    public void End() => vm.Dispose();

    [Test]
    public void A_sequence_is_a_list() =>
        Assert.That(vm.Eval<object>("return {10, 'x', {true}}"),
                    Is.EqualTo(new List<object?> { 10L, "x", new List<object?> { true } }));

    [Test]
    public void An_empty_table_is_a_dictionary_and_a_list_where_one_is_asked_for()
    {
        Assert.That(vm.Eval<object>("return {}"), Is.InstanceOf<Dictionary<object, object?>>().And.Empty);
        Assert.That(vm.Eval<List<object?>>("return {}"), Is.Empty);
    }

    [Test]
    public void Holes_and_other_keys_make_a_dictionary()
    {
        var table = vm.Eval<Dictionary<object, object?>>(@"
            local t = {10, 20, nil, 40, name = 'Ada', [2.5] = 'float', [true] = 'yes', ['\xFF'] = 'binary'} return t")!;
        Assert.That(table, Has.Count.EqualTo(7));
        Assert.That(table[1], Is.EqualTo(10));
        Assert.That(table[(byte)4], Is.EqualTo(40));
        Assert.That(table[4UL], Is.EqualTo(40));
        Assert.That(table.ContainsKey(3), Is.False);
        Assert.That(table["name"], Is.EqualTo("Ada"));
        Assert.That(table[2.5], Is.EqualTo("float"));
        Assert.That(table[true], Is.EqualTo("yes"));
        Assert.That(table[new byte[] { 0xFF }], Is.EqualTo("binary"));
    }

    [Test]
    public void A_sequence_is_a_dictionary_where_one_is_asked_for() =>
        Assert.That(vm.Eval<Dictionary<object, object?>>("return {5}")![1], Is.EqualTo(5));

    [Test]
    public void What_has_other_keys_is_no_list() =>
        Assert.That(() => vm.Eval<List<object?>>("return {1, x = 2}"), Throws.TypeOf<InvalidCastException>());

    [Test]
    public void Cycles_and_shared_tables_stay_what_they_are()
    {
        var all = (object?[])Objects("local s = {1} local t = {s, s} t[3] = t return t, s, {[s] = 'key'}")!;
        var list = (List<object?>)all[0]!;
        Assert.That(list[0], Is.SameAs(list[1]).And.SameAs(all[1]));
        Assert.That(list[2], Is.SameAs(list));
        Assert.That(((Dictionary<object, object?>)all[2]!)[all[1]!], Is.EqualTo("key"));
    }

    [Test]
    public void Depth_costs_no_stack()
    {
        var table = vm.Eval<object>("local t = {} for i = 1, 50000 do t = {t} end return t");
        var depth = 0;
        while (table is List<object?> list)
        {
            table = list[0];
            depth++;
        }
        Assert.That(depth, Is.EqualTo(50_000));
    }

    [Test]
    public void A_view_reads_in_place()
    {
        using var result = vm.Eval("return {10, 20, x = {y = 'deep'}, [-7] = true}");
        var table = result.Value.AsTable();
        Assert.That(table, Has.Count.EqualTo(4));
        Assert.That(table.IsSequence, Is.False);
        Assert.That(table.Items.Select(item => item.AsInt64()), Is.EqualTo(new[] { 10, 20 }));
        Assert.That(table["x"].AsTable()["y"].AsString(), Is.EqualTo("deep"));
        Assert.That(table[2].AsInt64(), Is.EqualTo(20));
        Assert.That(table[-7].AsBoolean());
        Assert.That(table[0].IsNil && table[3].IsNil && table[long.MinValue].IsNil && table["z"].IsNil);
        Assert.That(table.Select(entry => entry.Key.ToString()), Is.EquivalentTo(new[] { "1", "2", "x", "-7" }));
    }

    [Test]
    public void Views_of_one_table_have_one_id()
    {
        using var result = vm.Eval("local t = {} t.self = t return t, {}");
        var table = result.Value.AsTable();
        Assert.That(table["self"].AsTable().Id, Is.EqualTo(table.Id));
        Assert.That(result.Values[1].AsTable().Id, Is.Not.EqualTo(table.Id));
    }

    [Test]
    public void Nothing_is_an_empty_table()
    {
        Assert.That(default(LuaTable), Is.Empty);
        Assert.That(default(LuaTable)["x"].IsNil);
        Assert.That(default(LuaValues), Is.Empty);
        Assert.That(() => default(LuaValue).AsTable(), Throws.TypeOf<InvalidCastException>());
    }

    private object? Objects(string source)
    {
        using var result = vm.Eval(source);
        return result.ToObject();
    }
}
