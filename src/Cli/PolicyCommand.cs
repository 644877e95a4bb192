using System.CommandLine;
using System.Text.Json;
using LuaVm.Policies;

namespace LuaVm.Cli;

/// <summary><c>luavm policy check FILE…</c> and <c>luavm policy show NAME</c>.</summary>
internal static class PolicyCommand
{
    internal static Command Create()
    {
        var command = new Command("policy", "Checks policies, and shows some to begin with.");
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Show());
        return command;
    }

    private static Command Check()
    {
        var command = new Command("check", "Reads policies ('-' for standard input): says what each allows, or where it is at fault.");
        var files = new Argument<string[]>("file") { Description = "JSON documents.", Arity = ArgumentArity.OneOrMore };
        var json = OptionKind.Flag("--json", "Print one JSON object and nothing else.");
        command.Arguments.Add(files);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var checks = Array.ConvertAll(parsed.GetValue(files)!, PolicyCheck.Of);
            using var output = Console.OpenStandardOutput();
            if (parsed.GetValue(json)) WriteJson(output, checks);
            else WriteText(output, checks);
            return checks.All(check => check.Policy is not null) ? 0 : ExitCode.Usage;
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "Prints a policy to begin with, or the JSON Schema of all policies.");
        string[] names = [.. PolicyText.Presets, PolicyText.Schema];
        var name = new Argument<string>("name") { Description = string.Join(", ", names) + "." };
        name.CompletionSources.Add(names);
        name.Validators.Add(argument =>
        {
            var text = argument.GetValue(name) ?? "";
            if (PolicyText.Find(text) is null) argument.AddError($"'{text}' is not one of {string.Join(", ", names)}");
        });
        command.Arguments.Add(name);
        command.SetAction(parsed =>
        {
            using var output = Console.OpenStandardOutput();
            output.Write(PolicyText.Find(parsed.GetValue(name)!));
            return 0;
        });
        return command;
    }

    private static void WriteText(Stream output, PolicyCheck[] checks)
    {
        using var text = new StreamWriter(output, leaveOpen: true);
        foreach (var check in checks)
        {
            if (check.Policy is null)
            {
                ErrorOutput.WriteLine(check.Complaint);
                continue;
            }
            text.Write($"{check.Name}: a policy\n");
            foreach (var (topic, what) in PolicySummary.Of(check.Policy)) text.Write($"  {topic,-8} {what}\n");
        }
    }

    private static void WriteJson(Stream output, PolicyCheck[] checks)
    {
        using (var json = new Utf8JsonWriter(output, ValueJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("policies");
            foreach (var check in checks) Write(json, check);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, PolicyCheck check)
    {
        json.WriteStartObject();
        json.WriteString("name", check.Name);
        json.WriteString("status", TextReport.Name(check.Status));
        if (check.Policy is null)
        {
            json.WriteString("message", check.Message);
            if (check.Position is { } position)
            {
                json.WriteNumber("line", position.Line);
                json.WriteNumber("column", position.Column);
            }
        }
        else
        {
            json.WriteStartArray("allows");
            foreach (var (topic, what) in PolicySummary.Of(check.Policy)) json.WriteStringValue($"{topic}: {what}");
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
