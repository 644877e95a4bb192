using System.CommandLine;
using System.Text;

namespace LuaVm.Cli;

/// <summary><c>luavm eval CODE</c>.</summary>
internal static class EvalCommand
{
    internal static Command Create()
    {
        var command = new Command("eval", "Runs Lua source given on the command line; an expression is returned.");
        var code = new Argument<string>("code") { Description = "Lua statements, or one expression." };
        command.Arguments.Add(code);
        var options = new ScriptOptions(command);
        command.SetAction(parsed => Script.Run(parsed, options,
            () => Encoding.UTF8.GetBytes(parsed.GetValue(code)!), "eval", expressions: true));
        return command;
    }
}
