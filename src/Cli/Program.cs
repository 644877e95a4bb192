using System.CommandLine;
using LuaVm.Cli;

var root = new RootCommand("Runs untrusted Lua scripts under limits, and says what they spent.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(EvalCommand.Create());
var parsed = root.Parse(args);
if (parsed.Errors.Count == 0) return parsed.Invoke();

foreach (var error in parsed.Errors) Console.Error.WriteLine($"luavm: {error.Message}");
Console.Error.WriteLine("luavm: see 'luavm --help', 'luavm run --help' and 'luavm eval --help'");
return ExitCode.Usage;
