using System.CommandLine;
using System.Text.Json;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary><c>luavm store check FILE…</c>.</summary>
internal static class StoreCommand
{
    internal static Command Create()
    {
        var command = new Command("store", "Looks after stores in files.");
        command.Subcommands.Add(Check());
        return command;
    }

    private static Command Check()
    {
        var command = new Command("check", "Looks through whole files of stores for damage, also while they are in use; nothing is written.");
        var files = new Argument<string[]>("file") { Description = "Files of SQLite stores.", Arity = ArgumentArity.OneOrMore };
        var json = OptionKind.Flag("--json", "Print one JSON object and nothing else.");
        command.Arguments.Add(files);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var checks = Array.ConvertAll(parsed.GetValue(files)!, StoreCheck.Of);
            using var output = Console.OpenStandardOutput();
            if (parsed.GetValue(json)) WriteJson(output, checks);
            else WriteText(output, checks);
            return checks.Max(check => ExitCode.Of(check.Status));
        });
        return command;
    }

    private static void WriteText(Stream output, StoreCheck[] checks)
    {
        using var text = new StreamWriter(output, leaveOpen: true);
        foreach (var check in checks)
        {
            if (check.Tables is null)
            {
                ErrorOutput.WriteLine($"luavm: {check.Message}");
                continue;
            }
            text.Write($"{check.Name}: a store in order\n");
            foreach (var table in check.Tables)
            {
                text.Write($"  {table.Name,-12} {Quantity.Count((ulong)table.Keys)} {(table.Keys == 1 ? "key" : "keys")}, "
                    + $"{Quantity.Bytes((ulong)table.Bytes)}\n");
            }
        }
    }

    private static void WriteJson(Stream output, StoreCheck[] checks)
    {
        using (var json = new Utf8JsonWriter(output, ValueJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("stores");
            foreach (var check in checks) Write(json, check);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, StoreCheck check)
    {
        json.WriteStartObject();
        json.WriteString("name", check.Name);
        json.WriteString("status", TextReport.Name(check.Status));
        if (check.Tables is null)
        {
            json.WriteString("message", check.Message);
        }
        else
        {
            json.WriteStartArray("tables");
            foreach (var table in check.Tables)
            {
                json.WriteStartObject();
                json.WriteString("name", table.Name);
                json.WriteNumber("keys", table.Keys);
                json.WriteNumber("bytes", table.Bytes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
