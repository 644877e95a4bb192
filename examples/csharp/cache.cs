// Two VMs of one tenant share what they worked out; another tenant sees none of it.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

const string Script = """
    local square = cache.get('square of 12')
    if square then return 'found ' .. square end
    cache.set('square of 12', 12 * 12, {ttl = 60})   -- gone after a minute
    return 'worked out ' .. 12 * 12
    """;

foreach (var tenant in new[] { "ada", "ada", "bob" })
{
    using var policy = new LuaPolicy($$"""{"version": 1, "cache": {"tenant": "{{tenant}}", "share": "1MiB"} }""");
    using var vm = new Vm(new VmOptions { Policy = policy });
    Console.WriteLine($"{tenant}: {vm.Eval<string>(Script)}");
}

// The host has the same keys.
var ada = new LuaCache("ada");
Console.WriteLine($"host: {ada.Get<long>("square of 12")}");
ada.Delete("square of 12");
Console.WriteLine($"host: {ada.Statistics.EntryCount} left");
