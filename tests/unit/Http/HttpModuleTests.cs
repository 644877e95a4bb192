using System.Net;
using System.Net.Sockets;
using System.Text;
using LuaVm.Core;
using LuaVm.Core.Json;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

internal sealed class HttpModuleTests
{
    private TcpListener _server = null!;
    private int _connections;

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    [SetUp]
    public void Listen()
    {
        _server = new TcpListener(IPAddress.Loopback, 0);
        _server.Start();
        _connections = 0;
        _ = Serve();
    }

    [TearDown]
    public void Stop() => _server.Dispose();

    [Test]
    public void A_script_gets_a_document_with_its_status_and_fields()
    {
        var vm = Open(allowed: true);
        var outcome = vm.Run($"local r = http.get('http://127.0.0.1:{Port}/json') assert(r.status == 200 and r.ok and r.headers['x-one'] == 'yes', r.status) return r:json().answer");
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)42, "")));
        vm.Free();
    }

    [Test]
    public void A_redirect_to_an_address_that_is_not_allowed_is_refused_before_any_connection()
    {
        var vm = Open(allowed: true);
        var outcome = vm.Run($"return http.get('http://127.0.0.1:{Port}/away')");
        Assert.That(outcome.Status, Is.EqualTo(Status.Sandbox));
        Assert.That(outcome.Message, Does.Contain("169.254.169.254"));
        Assert.That(_connections, Is.EqualTo(1));
        vm.Free();
    }

    [Test]
    public void Loopback_is_refused_unless_it_is_allowed()
    {
        var vm = Open(allowed: false);
        Assert.That(vm.Run($"return http.get('http://127.0.0.1:{Port}/json')").Status, Is.EqualTo(Status.Sandbox));
        Assert.That(_connections, Is.Zero);
        vm.Free();
    }

    [Test]
    public void Json_goes_both_ways()
    {
        var vm = Open(allowed: false);
        var outcome = vm.Run("local t = json.decode('[1, {\"a\": [2.5, true, null]}, 9007199254740993]') assert(t[2].a[1] == 2.5 and t[2].a[2] == true and t[2].a[3] == nil) assert(json.encode(t[2].a) == '[2.5,true]') return t[3]");
        Assert.That((outcome.Integer, outcome.Message), Is.EqualTo(((long?)9007199254740993, "")));
        vm.Free();
    }

    [Test]
    public void Null_of_json_goes_both_ways_also_after_a_reset()
    {
        var vm = Open(allowed: false);
        for (var i = 0; i < 2; i++)
        {
            Assert.That(vm.Run("return json.encode({a = json.null, b = {json.null, 1}}):gsub('\"a\":null', 'A'):gsub('%[null,1]', 'B')").Text,
                Is.EqualTo("{A,\"b\":B}").Or.EqualTo("{\"b\":B,A}"));
            Assert.That(vm.Run("return json.encode(json.null) .. tostring(json.null)").Text, Is.EqualTo("nullnull"));
            var outcome = vm.Run("local t = json.decode('{\"a\":[null,2]}', json.null) assert(t.a[1] == json.null and #t.a == 2) return json.encode(t)");
            Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("{\"a\":[null,2]}", "")));
            Assert.That(vm.Run("json.null = 1").Status, Is.EqualTo(Status.Sandbox));
            Assert.That(vm.Run("json.null.x = 1").Status, Is.EqualTo(Status.Runtime));
            Assert.That(vm.Run("null = json.null return json.encode(null)").Text, Is.EqualTo("null"));
            Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        }
        vm.Free();
    }

    private static Vm Open(bool allowed)
    {
        AddressRules.TryParse("127.0.0.1", out var loopback);
        var rules = new HttpRules
        {
            Reach = new ReachRules
            {
                Hosts = [new HostRule("*", Enumerable.Range(1, 65535), [])],
                Addresses = new AddressRules(allowed ? [loopback] : [], []),
            },
        };
        return Vm.Create(1, new VmOptions { Services = [new HttpService(rules), JsonService.Instance] });
    }

    private async Task Serve()
    {
        while (true)
        {
            using var client = await _server.AcceptTcpClientAsync();
            _connections++;
            var request = new byte[4096];
            var length = await client.GetStream().ReadAsync(request);
            var away = Encoding.ASCII.GetString(request, 0, length).Contains("/away", StringComparison.Ordinal);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(away
                ? "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nX-One: yes\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"answer\": 42}"));
        }
    }
}
