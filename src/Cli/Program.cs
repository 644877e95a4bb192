using System.CommandLine;
using LuaVm.Cli;
using LuaVm.Core;

var root = new RootCommand("Runs untrusted Lua scripts under limits, and says what they spent.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(EvalCommand.Create());
root.Subcommands.Add(TestCommand.Create());
root.Subcommands.Add(TortureCommand.Create());
root.Subcommands.Add(PolicyCommand.Create());
root.Subcommands.Add(StoreCommand.Create());
root.Subcommands.Add(StubsCommand.Create());
// Code that begins with '@' is code: it must never name a file of further options.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    return parsed.Errors.Count == 0
        ? parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
        : Refuse(parsed.Errors.Select(error => error.Message).ToArray());
}
catch (Exception e) when (ErrorOutput.IsUnwritable(e))
{
    ErrorOutput.WriteLine($"luavm: standard output cannot be written: {(e.InnerException ?? e).Message}");
    return ExitCode.Usage;
}

int Refuse(string[] messages)
{
    if (args.TakeWhile(word => word != "--").Contains("--json"))
    {
        using var output = Console.OpenStandardOutput();
        new JsonReport(output).Write(new LuaFault(Status.Argument, string.Join("; ", messages)));
        return ExitCode.Usage;
    }
    foreach (var message in messages) ErrorOutput.WriteLine($"luavm: {message}");
    ErrorOutput.WriteLine("luavm: see 'luavm --help', 'luavm run --help' and 'luavm eval --help'");
    return ExitCode.Usage;
}
