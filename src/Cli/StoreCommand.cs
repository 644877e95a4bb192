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

    private static Command Check() => new CheckCommand<StoreCheck>(StoreCheck.Of)
    {
        FileDescription = "Files of SQLite stores.",
        ListName = "stores",
        WriteText = Write,
        WriteJson = Write,
        ExitCode = static checks => checks.Max(check => ExitCode.Of(check.Status)),
    }.Create("Looks through whole files of stores for damage, also while they are in use; nothing is written.");

    private static void Write(StreamWriter text, StoreCheck check)
    {
        if (check.Tables is null)
        {
            ErrorOutput.WriteLine($"luavm: {check.Message}");
            return;
        }
        text.Write($"{check.Name}: a store in order\n");
        foreach (var table in check.Tables)
        {
            text.Write($"  {table.Name,-12} {Quantity.Count((ulong)table.Keys)} {(table.Keys == 1 ? "key" : "keys")}, "
                + $"{Quantity.Bytes((ulong)table.Bytes)}\n");
        }
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
