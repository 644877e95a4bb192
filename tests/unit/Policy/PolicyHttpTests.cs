using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Policies;

namespace LuaVm.Tests.Policies;

internal sealed class PolicyHttpTests
{
    private static Policy Parse(string json) => Policy.Parse(Encoding.UTF8.GetBytes(json), "p.json", "/srv/policies");

    /// <summary>The rules that a policy with this part "http" gives.</summary>
    private static HttpRules Rules(string http)
    {
        using var policy = Parse($$"""{"version": 1, "http": {{http}}}""");
        return policy.Apply(default).Services!.OfType<HttpService>().Single().Client.Rules;
    }

    private static bool Allows(HttpRules rules, string method, string url)
    {
        try
        {
            rules.Reach.Check(HttpTarget.Parse(url), method);
            return true;
        }
        catch (LuaFault fault) when (fault.Status == Status.Sandbox)
        {
            return false;
        }
    }

    [TestCase("GET", "https://example.com/", true)]
    [TestCase("HEAD", "https://example.com/", true)]
    [TestCase("GET", "https://EXAMPLE.com./", true)]
    [TestCase("POST", "https://example.com/", false)]
    [TestCase("GET", "http://example.com/", false)]
    [TestCase("GET", "https://example.com:8443/", false)]
    [TestCase("GET", "https://www.example.com/", false)]
    [TestCase("GET", "https://example.com.evil.net/", false)]
    [TestCase("GET", "https://sub.example.org/", true)]
    [TestCase("GET", "https://a.sub.example.org/", true)]
    [TestCase("GET", "https://example.org/", false)]
    [TestCase("GET", "https://badexample.org/", false)]
    [TestCase("PUT", "http://api.test:8080/", true)]
    [TestCase("PUT", "https://api.test:8080/", true)]
    [TestCase("GET", "http://api.test:8080/", false)]
    [TestCase("PUT", "http://api.test/", false)]
    [TestCase("GET", "http://plain.test/", true)]
    [TestCase("GET", "https://plain.test/", false)]
    [TestCase("GET", "https://lists.test/", true)]
    [TestCase("POST", "https://lists.test/", false)]
    [TestCase("GET", "http://lists.test/", false)]
    public void Each_host_has_schemes_ports_and_methods_of_its_own(string method, string url, bool allowed)
    {
        var rules = Rules("""
            {"hosts": ["example.com", "*.example.org",
                       {"host": "api.test", "schemes": ["http", "https"], "ports": [8080], "methods": ["PUT"]},
                       {"host": "plain.test", "schemes": ["http"]},
                       {"host": "lists.test", "schemes": [], "ports": [], "methods": []}]}
            """);
        Assert.That(Allows(rules, method, url), Is.EqualTo(allowed));
    }

    [TestCase("8.8.8.8", true)]
    [TestCase("127.0.0.1", true)]
    [TestCase("127.0.0.2", false)]
    [TestCase("10.1.2.3", true)]
    [TestCase("10.9.0.1", false)]
    [TestCase("192.168.0.1", false)]
    [TestCase("fd00::1", true)]
    [TestCase("fe80::1", false)]
    [TestCase("9.9.9.9", false)]
    [TestCase("::ffff:9.9.9.9", false)]
    [TestCase("::ffff:10.1.2.3", false)]
    public void Addresses_are_allowed_and_denied_by_range(string address, bool allowed)
    {
        var rules = Rules("""
            {"hosts": ["*"], "addresses": {"allow": ["127.0.0.1", "10.0.0.0/8", "fd00::/8"], "deny": ["10.9.0.0/16", "9.9.9.9"]}}
            """);
        Assert.That(rules.Reach.Addresses.Refusal(IPAddress.Parse(address)), allowed ? Is.Null : Is.Not.Null);
    }

    [Test]
    public void Everything_else_comes_from_the_document()
    {
        var rules = Rules("""
            {"hosts": ["*"], "body": "1KiB", "upload": 2048, "timeout": "1.5s", "redirects": 0, "downgrade": true,
             "requests": 7, "requests_per_vm": 8, "concurrent": 3, "ca_file": "ca.pem"}
            """);
        Assert.That(rules, Has.Property("ResponseBytes").EqualTo(1 << 10).And.Property("RequestBytes").EqualTo(2 << 10)
            .And.Property("TimeoutMs").EqualTo(1_500).And.Property("Redirects").Zero.And.Property("AllowDowngrade").True
            .And.Property("RequestsPerRun").EqualTo(7).And.Property("RequestsPerVm").EqualTo(8).And.Property("OpenPerVm").EqualTo(3));
        Assert.That(rules.Reach.CaFile, Is.EqualTo("/srv/policies/ca.pem"));
    }

    [Test]
    public void Without_a_word_the_documented_limits_hold()
    {
        var (given, defaults) = (Rules("""{"hosts": ["*"]}"""), new HttpRules());
        Assert.That(given with { Reach = defaults.Reach }, Is.EqualTo(defaults));
        Assert.That(given.Reach, Has.Property("CaFile").Null.And.Property("Addresses").SameAs(AddressRules.Public));
    }

    [TestCase("127.0.0.1/8", "127.0.0.0/8")]
    [TestCase("10.0.0.1/31", "10.0.0.0/31")]
    [TestCase("255.255.255.255/0", "0.0.0.0/0")]
    [TestCase("fd00::1/8", "fd00::/8")]
    [TestCase("2001:db8::ffff/127", "2001:db8::fffe/127")]
    public void A_range_with_bits_after_its_prefix_is_refused_where_it_stands(string range, string whole)
    {
        foreach (var list in new[] { "allow", "deny" })
        {
            var fault = Assert.Throws<LuaFault>(() => Parse($$"""
                {"version": 1, "http": {"hosts": ["a"],
                  "addresses": {"{{list}}": ["::1", "{{range}}"] } } }
                """))!;
            Assert.That(fault.Status, Is.EqualTo(Status.Syntax));
            Assert.That(fault.Message, Is.EqualTo(
                $"p.json:2:{29 + list.Length}: '{range}' has bits set after its prefix; the whole range is {whole}"));
        }
    }

    [TestCase("127.0.0.0/8")]
    [TestCase("10.0.0.1/32")]
    [TestCase("0.0.0.0/0")]
    [TestCase("::/0")]
    [TestCase("::1")]
    [TestCase("::ffff:1.2.3.4")]
    [TestCase("::FFFF:1.2.3.4/128")]
    [TestCase("2001:DB8::/32")]
    [TestCase("fd00::/8")]
    public void A_range_that_a_policy_may_name_is_one_for_the_rules(string range)
    {
        Assert.That(() => Rules($$"""{"hosts": ["a"], "addresses": {"allow": ["{{range}}"], "deny": ["{{range}}"] } }"""), Throws.Nothing);
    }

    [TestCase("\"1.2.3\"", "1:35: http.hosts[0]: bad host '1.2.3': write an IPv4 address as four decimal numbers")]
    [TestCase("\"0x7f.1\"", "1:35: http.hosts[0]: bad host '0x7f.1': write an IPv4 address as four decimal numbers")]
    [TestCase("\"a\", {\"host\": \"*.127.0.0.1\"}", "1:40: http.hosts[1]: bad host '*.127.0.0.1': an address has nothing below it")]
    [TestCase("\"-a\"", "1:35: http.hosts[0]: bad host '-a': a part between dots begins or ends with '-'")]
    public void A_host_that_no_request_could_have_is_refused_where_it_stands(string hosts, string message)
    {
        var fault = Assert.Throws<LuaFault>(() => Parse($$"""{"version": 1, "http": {"hosts": [{{hosts}}] } }"""))!;
        Assert.That((fault.Status, fault.Message), Is.EqualTo((Status.Syntax, $"p.json:{message}")));
    }

    [Test]
    public void Presets_let_scripts_ask_what_they_say([Values("web", "development")] string name)
    {
        var document = JsonNode.Parse(PolicyText.Find(name))!.AsObject();
        document.Remove("cache");
        document.Remove("ws");
        using var policy = Parse(document.ToJsonString());
        var rules = policy.Apply(default).Services!.OfType<HttpService>().Single().Client.Rules;
        Assert.That(Allows(rules, "GET", "https://example.com/"));
        Assert.That(Allows(rules, "POST", "https://example.com/"), Is.False);
        Assert.That(Allows(rules, "GET", "http://example.com/"), Is.False);
        Assert.That(Allows(rules, "DELETE", "http://localhost:8765/"), Is.EqualTo(name == "development"));
        Assert.That(rules.Reach.Addresses.Refusal(IPAddress.Loopback), name == "development" ? Is.Null : Is.Not.Null);
    }

    [Test]
    public void A_VM_of_a_policy_with_http_has_the_module_and_one_without_has_not()
    {
        using var with = Parse("""{"version": 1, "http": {"hosts": ["*"]}}""");
        var vm = Vm.Create(Scripts.NextHandle(), with.Apply(default));
        Assert.That(vm.Run("return type(http.get) .. type(http.post) .. type(http.request)").Text, Is.EqualTo("functionfunctionfunction"));
        Assert.That(vm.Run("http.get('https://127.0.0.1/')"), Has.Property("Status").EqualTo(Status.Sandbox)
            .And.Property("Message").Contains("127.0.0.1 is not allowed: it is loopback"));
        vm.Free();
        using var without = Parse("""{"version": 1}""");
        vm = Vm.Create(Scripts.NextHandle(), without.Apply(default));
        Assert.That(vm.Run("return type(http)").Text, Is.EqualTo("nil"));
        vm.Free();
    }
}
