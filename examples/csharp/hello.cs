// A number out of Lua, and what it prints.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

using var vm = new Vm();
Console.WriteLine(vm.Eval<long>("return 1 + 1"));
using var result = vm.Eval("""print("hello from Lua")""");
Console.Write(result.Output);
