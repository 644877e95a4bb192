using System.CommandLine;
using System.CommandLine.Parsing;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>The kinds of options that verbs are made of, each with its way to read a value and to refuse one.</summary>
internal static class OptionKind
{
    internal static Option<ulong> Bytes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = argument => Parse(argument, QuantityKind.Size),
    };

    internal static Option<ulong> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = argument => Parse(argument, QuantityKind.Duration),
    };

    internal static Option<ulong> Count(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "units",
        CustomParser = argument => Parse(argument, QuantityKind.Count),
    };

    /// <summary>Takes no value: a word behind it is the next argument, such as the code <c>true</c>.</summary>
    internal static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    internal static Option<T> Choice<T>(string name, string description, params T[] values) where T : struct, Enum
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

    private static ulong Parse(ArgumentResult argument, QuantityKind kind)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (kind.TryRead(text, out var value)) return value;
        var name = (argument.Parent as OptionResult)?.Option.Name ?? "the option";
        argument.AddError($"{name}: '{text}' is not {kind.Form}, or 'unlimited'");
        return 0;
    }
}
