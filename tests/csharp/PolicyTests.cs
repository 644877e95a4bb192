using System.Text.Json.Nodes;

namespace LuaVm.Client.Tests;

/// <summary>Policies, and VMs made with them.</summary>
public sealed class PolicyTests
{
    [Test]
    public void A_VM_has_the_limits_and_libraries_of_its_policy()
    {
        using var policy = new LuaPolicy(new JsonObject
        {
            ["version"] = 1,
            ["limits"] = new JsonObject { ["fuel"] = 1000 },
            ["libraries"] = new JsonArray("string"),
        });
        using var vm = new Vm(new VmOptions { Policy = policy });
        Assert.That(() => vm.Eval("while true do end"), Throws.TypeOf<FuelException>());
        Assert.That(vm.Eval<bool>("return string ~= nil and table == nil"), Is.True);
    }

    [Test]
    public void A_limit_of_the_options_counts_before_the_policys()
    {
        using var policy = new LuaPolicy("""{"version": 1, "limits": {"fuel": 10}}""");
        using var vm = new Vm(new VmOptions { Policy = policy, Fuel = 1_000_000 });
        Assert.That(vm.Eval<long>("local n = 0 for i = 1, 1000 do n = n + 1 end return n"), Is.EqualTo(1000));
    }

    [Test]
    public void A_VM_outlives_its_policy_and_a_policy_is_no_use_once_disposed_of()
    {
        var policy = new LuaPolicy("""{"version": 1}""");
        using var vm = new Vm(new VmOptions { Policy = policy });
        policy.Dispose();
        policy.Dispose();
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
        Assert.That(() => new Vm(new VmOptions { Policy = policy }), Throws.TypeOf<HandleException>());
    }

    [Test]
    public void What_is_wrong_in_a_document_is_named_with_its_place() =>
        Assert.That(() => new LuaPolicy("{\n \"limit\": 1}", "web.json"),
                    Throws.TypeOf<LuaSyntaxException>().With.Message.Contains("web.json").And.Message.Contains("2"));

    [Test]
    public void A_preset_is_a_policy_and_an_unknown_one_is_refused()
    {
        using var policy = new LuaPolicy(LuaPolicy.Show("standard"));
        Assert.That(JsonNode.Parse(LuaPolicy.Show("schema"))!["type"]!.GetValue<string>(), Is.EqualTo("object"));
        Assert.That(() => LuaPolicy.Show("none"), Throws.TypeOf<InvalidArgumentException>());
    }

    [Test]
    public void A_file_is_read_under_its_name()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{\"limits\": 1}");
            Assert.That(() => LuaPolicy.FromFile(path),
                        Throws.TypeOf<LuaSyntaxException>().With.Message.Contains(Path.GetFileName(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
