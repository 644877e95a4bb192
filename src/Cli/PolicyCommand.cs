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

    private static Command Check() => new CheckCommand<PolicyCheck>(PolicyCheck.Of)
    {
        FileDescription = "JSON documents.",
        ListName = "policies",
        WriteText = Write,
        WriteJson = Write,
        ExitCode = static checks => checks.All(check => check.Policy is not null) ? 0 : ExitCode.Usage,
    }.Create("Reads policies ('-' for standard input): says what each allows, or where it is at fault.");

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

    private static void Write(StreamWriter text, PolicyCheck check)
    {
        if (check.Policy is null)
        {
            ErrorOutput.WriteLine(check.Complaint);
            return;
        }
        text.Write($"{check.Name}: a policy\n");
        foreach (var (topic, what) in PolicySummary.Of(check.Policy)) text.Write($"  {topic,-8} {what}\n");
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
