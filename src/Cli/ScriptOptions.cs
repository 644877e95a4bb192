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
    private readonly Option<Profile> _profile = Choice("--profile", "What the script may reach (default standard).",
        Profile.Locked, Profile.Standard, Profile.Redis, Profile.Trusted);
    private readonly Option<Preset> _preset = Choice("--preset", "Set of limits that the options above replace one by one.",
        Preset.Default, Preset.Embedded, Preset.Production, Preset.Development);
    private readonly Option<bool> _json = Flag("--json", "Print one JSON object and nothing else.");
    private readonly Option<bool> _quiet = Flag("--quiet", "Do not print what the script spent.");

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

    /// <summary>What to make the VM with. Throws <see cref="LuaFault"/>, naming the option.</summary>
    internal VmOptions Read(ParseResult parsed)
    {
        var options = new VmOptions
        {
            Profile = parsed.GetValue(_profile),
            Preset = parsed.GetValue(_preset),
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
        CheckMemory(options);
        return options;
    }

    private static void CheckMemory(in VmOptions options)
    {
        var hard = options.Limits.MemoryBytes != 0 ? options.Limits.MemoryBytes : Limits.Of(options.Preset).MemoryBytes;
        var soft = options.Limits.MemorySoftBytes;
        if (hard < Limits.MemoryMin)
            throw Refused($"--memory: {Quantity.Bytes(hard)} is below the least a VM needs, {Quantity.Bytes(Limits.MemoryMin)}");
        if (soft > hard)
            throw Refused($"--memory-soft: {TextReport.Size(soft)} is above the hard limit, {TextReport.Size(hard)} (--memory)");

        static LuaFault Refused(string message) => new(Status.Argument, message);
    }

    private delegate bool Parser(string text, out ulong value);

    private static Option<ulong> Bytes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = argument => Parse(argument, Quantity.TryParseBytes, "a size such as 32MiB, 64KiB or 65536"),
    };

    /// <summary>Takes no value: a word behind it is the next argument, such as the code <c>true</c>.</summary>
    private static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    private static Option<T> Choice<T>(string name, string description, params T[] values) where T : struct, Enum
    {
        var words = Array.ConvertAll(values, value => value.ToString().ToLowerInvariant());
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = argument =>
            {
                var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
                var at = Array.IndexOf(words, text);
                if (at >= 0) return values[at];
                argument.AddError($"{name}: '{text}' is not one of {string.Join(", ", words)}");
                return default;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    private static ulong Parse(ArgumentResult argument, Parser parser, string form)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (parser(text, out var value) && value != 0) return value;
        var name = (argument.Parent as OptionResult)?.Option.Name ?? "the option";
        argument.AddError($"{name}: '{text}' is not {form}, or 'unlimited'");
        return 0;
    }
}
