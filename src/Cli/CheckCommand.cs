using System.CommandLine;
using System.Text.Json;

namespace LuaVm.Cli;

/// <summary>A subcommand <c>check FILE…</c>: looks at files of one kind, each for itself, and says what it found.</summary>
internal sealed class CheckCommand<T>(Func<string, T> look)
{
    /// <summary>Of the files, in the list of commands.</summary>
    internal required string FileDescription { get; init; }

    /// <summary>Name of the list in the object that --json prints.</summary>
    internal required string ListName { get; init; }

    /// <summary>Says to people what was found in one file.</summary>
    internal required Action<StreamWriter, T> WriteText { get; init; }

    /// <summary>Writes what was found in one file as an object.</summary>
    internal required Action<Utf8JsonWriter, T> WriteJson { get; init; }

    internal required Func<T[], int> ExitCode { get; init; }

    internal Command Create(string description)
    {
        var command = new Command("check", description);
        var files = new Argument<string[]>("file") { Description = FileDescription, Arity = ArgumentArity.OneOrMore };
        var json = OptionKind.Flag("--json", "Print one JSON object and nothing else.");
        command.Arguments.Add(files);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var checks = Array.ConvertAll(parsed.GetValue(files)!, name => look(name));
            using var output = Console.OpenStandardOutput();
            if (parsed.GetValue(json)) WriteObject(output, checks);
            else WriteLines(output, checks);
            return ExitCode(checks);
        });
        return command;
    }

    private void WriteLines(Stream output, T[] checks)
    {
        using var text = new StreamWriter(output, leaveOpen: true);
        foreach (var check in checks) WriteText(text, check);
    }

    private void WriteObject(Stream output, T[] checks)
    {
        using (var json = new Utf8JsonWriter(output, ValueJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray(ListName);
            foreach (var check in checks) WriteJson(json, check);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }
}
