// HTTP: what a host asks of a server, and what its scripts may. Start examples/server.py first.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

var server = args.Length > 0 ? args[0] : "http://127.0.0.1:8765";
Show("GET", $"{server}/hello");
Show("GET", $"{server}/nowhere"); // 404 is an answer like any other
Show("POST", $"{server}/echo", new HttpOptions
{
    Headers = [new("content-type", "text/plain")],
    Body = "posted"u8.ToArray(),
    Timeout = TimeSpan.FromSeconds(5),
});
Show("GET", $"{server}/big/1000000", new HttpOptions { MaxBytes = 1000 }); // a body over its cap is not taken in
Show("GET", "http://127.0.0.1:1/"); // nobody listens there

// The module `http`, for scripts whose policy names the hosts.
using var policy = new LuaPolicy($$"""
    {"version": 1, "json": true,
     "http": {"hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [{{new Uri(server).Port}}] }],
              "addresses": {"allow": ["127.0.0.1"]} } }
    """);
using var vm = new Vm(new VmOptions { Policy = policy });
Script($"return http.get('{server}/json'):json().name");
Script($"return http.get('{server}/away').body"); // redirects to an address that is not allowed

static string Name(LuaStatus status) => status.ToString().ToLowerInvariant();

static void Show(string method, string url, HttpOptions? options = null)
{
    try
    {
        var answer = LuaHttp.Request(method, url, options);
        Console.WriteLine($"{answer.StatusCode}: {answer.Text}");
    }
    catch (LuaVmException error) // its message says why
    {
        Console.WriteLine(Name(error.Status));
    }
}

void Script(string source)
{
    vm.TryEval(source, out var result);
    using (result) Console.WriteLine($"script: {(result.Ok ? result.Value : Name(result.Status))}");
}
