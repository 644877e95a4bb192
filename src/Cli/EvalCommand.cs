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
        code.Validators.Add(argument =>
        {
            // A comment alone does nothing: whoever wrote this meant an option.
            var text = argument.GetValue(code) ?? "";
            if (text.StartsWith("--", StringComparison.Ordinal) && !text.Contains('\n'))
                argument.AddError($"'{text}' is not an option of eval, and as Lua it is a comment alone");
        });
        var options = new ScriptOptions(command);
        command.SetAction(parsed => Script.Run(parsed, options,
            () => Encoding.UTF8.GetBytes(parsed.GetValue(code)!), "eval", expressions: true));
        return command;
    }
}
