// Values into Lua, and what Lua may call: functions, objects, errors, callbacks.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

var prices = new Dictionary<string, long> { ["apple"] = 20, ["pear"] = 22 };
var players = new Dictionary<string, Player> { ["Ada"] = new("Ada") };
LuaFunction? square = null;

using var vm = new Vm();
vm.Globals["limits"] = new Dictionary<string, object?> { ["rate"] = 2.5, ["tags"] = new[] { "a", "b" } };
Console.WriteLine($"limits: {vm.Eval<double>("return limits.rate * #limits.tags"):F1}");

vm.Register("shop.price", (string item) => prices[item]);
Console.WriteLine($"total: {vm.Eval<long>("""return shop.price("apple") + shop.price("pear")""")}");

vm.Expose(new LuaClass<Player>("Player")
    .Property("name", player => player.Name)
    .Property("points", player => player.Points)
    .Method("award", (Player player, long points) => { player.Points += points; }));
vm.Register("find", (string name) => players.TryGetValue(name, out var player) ? player : throw new NoSuchPlayer(name));
using (LuaResult result = vm.Eval("""local p = find("Ada") p:award(10) return p.name, p.points"""))
    Console.WriteLine($"player: {result.Values[0]}, {result.Values[1]} points");

Console.WriteLine($"caught in Lua: {vm.Eval<string>("""local ok, e = pcall(find, "Bob") return tostring(e)""")}");
try
{
    vm.Eval("""find("Bob")""");
}
catch (NoSuchPlayer error)
{
    Console.WriteLine($"caught by host: {error.Message}");
}

vm.Register("on_square", (LuaFunction function) => { square = function; });
vm.Eval("on_square(function(n) return n * n end)").Dispose();
using (square)
    Console.WriteLine($"callback: 3 squared is {square!.Call<long>(3)}");

internal sealed class Player(string name)
{
    public string Name => name;
    public long Points { get; set; }
}

internal sealed class NoSuchPlayer(string name) : Exception($"no such player: {name}");
