using System.CommandLine;
using System.CommandLine.Parsing;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>The options that <c>run</c> and <c>eval</c> share.</summary>
internal sealed class ScriptOptions
{
    private readonly Option<ulong> _memory = Bytes("--memory", "Hard memory limit, for example 32MiB (default 16MiB).");
    private readonly Option<ulong> _soft = Bytes("--memory-soft", "Where collections become more frequent (default: three quarters of --memory).");
    private readonly Option<ulong> _output = Bytes("--output", "What the script may print, for example 64KiB (default 1MiB).");
    private readonly Option<ulong> _result = Bytes("--result", "Size of the returned values (default 64MiB).");
    private readonly Option<ulong> _timeout = new("--timeout")
    {
        Description = "Wall-time limit, for example 300ms or 1s (default 5s).",
        HelpName = "duration",
        CustomParser = argument => Parse(argument, Quantity.TryParseMilliseconds, "a duration such as 300ms, 1s or 2min"),
    };
    private readonly Option<ulong> _fuel = new("--fuel")
    {
        Description = "Branches, loop turns and calls allowed (default: unlimited).",
        HelpName = "units",
        CustomParser = argument => Parse(argument, Quantity.TryParseCount, "a count such as 1000000 or 1e6"),
    };
    private readonly Option<string> _profile = new Option<string>("--profile")
    {
        Description = "What the script may reach (default standard).",
        DefaultValueFactory = _ => "standard",
    }.AcceptOnlyFromAmong("locked", "standard", "redis", "trusted");
    private readonly Option<string> _preset = new Option<string>("--preset")
    {
        Description = "Set of limits that the options above replace one by one.",
        DefaultValueFactory = _ => "default",
    }.AcceptOnlyFromAmong("default", "embedded", "production", "development");
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Do not print what the script spent." };

    internal ScriptOptions(Command command)
    {
        foreach (var option in new Option[]
            { _memory, _soft, _timeout, _fuel, _output, _result, _profile, _preset, _json, _quiet })
        {
            command.Options.Add(option);
        }
    }

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    internal bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    internal VmOptions Read(ParseResult parsed) => new()
    {
        Profile = Enum.Parse<Profile>(parsed.GetValue(_profile)!, ignoreCase: true),
        Preset = Enum.Parse<Preset>(parsed.GetValue(_preset)!, ignoreCase: true),
        Limits = new Limits
        {
            MemoryBytes = parsed.GetValue(_memory),
            MemorySoftBytes = parsed.GetValue(_soft),
            Fuel = parsed.GetValue(_fuel),
            WallMs = parsed.GetValue(_timeout),
            OutputBytes = parsed.GetValue(_output),
            ResultBytes = parsed.GetValue(_result),
        },
    };

    private delegate bool Parser(string text, out ulong value);

    private static Option<ulong> Bytes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = argument => Parse(argument, Quantity.TryParseBytes, "a size such as 32MiB, 64KiB or 65536"),
    };

    private static ulong Parse(ArgumentResult argument, Parser parser, string form)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (parser(text, out var value) && value != 0) return value;
        var name = (argument.Parent as OptionResult)?.Option.Name ?? "the option";
        argument.AddError($"{name}: '{text}' is not {form}, or 'unlimited'");
        return 0;
    }
}
