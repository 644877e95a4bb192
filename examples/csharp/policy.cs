// One document says what scripts may use, here and in every other language. Start examples/server.py first.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using System.Text.Json.Nodes;
using LuaVm.Client;

string[] scripts =
[
    // what the policy allows
    "return http.get(base .. '/hello').body",
    "return #http.get(base .. '/json'):json().langs .. ' languages'",
    "cache.set('greeting', {text = 'hi'}) return cache.get('greeting').text",
    // and what it does not
    "return http.post(base .. '/echo', 'x').body",
    "return http.get(base .. '/away').body",
    "return http.get('http://10.0.0.1/').body",
    "return store.open('secrets')",
    "while true do end",
];
var server = args.Length > 0 ? args[0] : "http://127.0.0.1:8765";

using var policy = new LuaPolicy(new JsonObject
{
    ["version"] = 1,
    ["limits"] = new JsonObject { ["memory"] = "8MiB", ["wall"] = "1s", ["fuel"] = 10_000_000 },
    ["http"] = new JsonObject
    {
        ["hosts"] = new JsonArray(new JsonObject
        {
            ["host"] = "127.0.0.1",
            ["ports"] = new JsonArray(new Uri(server).Port),
            ["schemes"] = new JsonArray("http"),
            ["methods"] = new JsonArray("GET"),
        }),
        ["addresses"] = new JsonObject { ["allow"] = new JsonArray("127.0.0.1/32") },
    },
    ["cache"] = new JsonObject { ["tenant"] = "example", ["share"] = "1MiB" },
    ["stores"] = new JsonObject(),
}, "example.json");

using var vm = new Vm(new VmOptions { Policy = policy });
vm.Globals["base"] = server;
foreach (var source in scripts)
{
    vm.TryEval(source, out var result);
    using (result)
        Console.WriteLine(result.Ok ? $"ok: {result.Value}" : result.Status.ToString().ToLowerInvariant());
}
