using System.CommandLine;

namespace LuaVm.Cli;

/// <summary><c>luavm run FILE</c>.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var command = new Command("run", "Runs a Lua file ('-' for standard input).");
        var file = new Argument<string>("file") { Description = "The script." };
        command.Arguments.Add(file);
        var options = new ScriptOptions(command);
        command.SetAction(parsed => Script.Run(parsed, options,
            () => SourceFile.Read(parsed.GetValue(file)!), ChunkNameOf(parsed.GetValue(file)!)));
        return command;
    }

    private static string ChunkNameOf(string file) => file == "-" ? "stdin" : Path.GetFileName(file);
}
