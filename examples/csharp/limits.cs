// Three scripts that would never end well, and a fourth in the same VM.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

(string Source, EvalOptions Limits)[] cases =
[
    ("while true do end", new() { Timeout = TimeSpan.FromMilliseconds(100) }),
    ("""local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end""", new() { Timeout = TimeSpan.FromMinutes(1) }),
    ("for i = 1, 1e9 do end", new() { Fuel = 1_000_000 }),
    ("return 'still here'", new()),
];

using var vm = new Vm(new VmOptions { MemoryLimit = 8 << 20 });
foreach (var (source, limits) in cases)
{
    vm.TryEval(source, out var result, limits);
    using (result) Console.WriteLine($"{result.Status.ToString().ToLowerInvariant()}: {source}");
}
