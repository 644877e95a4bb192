using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary><c>luavm torture FILE…</c>.</summary>
internal static class TortureCommand
{
    private const int ShownFailures = 10;

    internal static Command Create()
    {
        var command = new Command("torture",
            "Runs scripts again and again, each time with another request for memory failing, and checks that nothing crashes, leaks or lies.");
        var paths = new Argument<string[]>("file")
        {
            Description = "Scripts, or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var from = Count("--from", "First request that fails (default 1).", 1);
        var stride = Count("--stride", "Try every so-manieth request (default 1: all).", 1);
        var limit = Count("--limit", "Points tried at most, per script and way to fail (default: all).", ulong.MaxValue);
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else.", Arity = ArgumentArity.Zero };
        command.Arguments.Add(paths);
        foreach (var option in new Option[] { from, stride, limit, json }) command.Options.Add(option);
        command.SetAction(parsed => Run(parsed.GetValue(paths)!,
            new TortureRange(parsed.GetValue(from), parsed.GetValue(stride), parsed.GetValue(limit)),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, TortureRange range, bool json)
    {
        using var output = Console.OpenStandardOutput();
        try
        {
            var scripts = TortureScript.ReadAll(paths);
            var sweeps = new List<TortureSweep>();
            using (json ? new StandardOutput() : null)
            {
                foreach (var script in scripts)
                {
                    sweeps.Add(TortureSweep.Of(script, range));
                    if (!json) Show(sweeps[^1]);
                }
            }
            if (json) Write(output, sweeps);
            else Console.WriteLine(Totals(sweeps));
            return sweeps.Exists(sweep => sweep.Failures.Count > 0) ? 1 : 0;
        }
        catch (LuaFault fault)
        {
            (json ? (IReport)new JsonReport(output) : new TextReport(output, quiet: true)).Write(fault);
            return ExitCode.Of(fault.Status);
        }
    }

    private static void Show(TortureSweep sweep)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{sweep.Name}: {sweep.Points} points of {sweep.Requests} requests, {sweep.Failures.Count} failed"));
        foreach (var failure in sweep.Failures.Take(ShownFailures))
            Console.WriteLine($"  request {failure.Nth} {Way(failure.Onward)}: {failure.Wrong}");
        if (sweep.Failures.Count > ShownFailures) Console.WriteLine($"  and {sweep.Failures.Count - ShownFailures} more");
    }

    private static string Totals(List<TortureSweep> sweeps) => string.Create(CultureInfo.InvariantCulture,
        $"{sweeps.Sum(sweep => (long)sweep.Points)} points, {sweeps.Sum(sweep => sweep.Failures.Count)} failed");

    private static string Way(bool onward) => onward ? "and all after it" : "alone";

    private static void Write(Stream output, List<TortureSweep> sweeps)
    {
        using (var json = new Utf8JsonWriter(output, ValueJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("scripts");
            foreach (var sweep in sweeps)
            {
                json.WriteStartObject();
                json.WriteString("name", sweep.Name);
                json.WriteNumber("requests", sweep.Requests);
                json.WriteNumber("points", sweep.Points);
                json.WriteStartArray("failures");
                foreach (var failure in sweep.Failures)
                {
                    json.WriteStartObject();
                    json.WriteNumber("request", failure.Nth);
                    json.WriteBoolean("onward", failure.Onward);
                    json.WriteString("wrong", failure.Wrong);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("points", sweeps.Sum(sweep => (long)sweep.Points));
            json.WriteNumber("failed", sweeps.Sum(sweep => sweep.Failures.Count));
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    private static Option<ulong> Count(string name, string description, ulong otherwise) => new(name)
    {
        Description = description,
        HelpName = "count",
        DefaultValueFactory = _ => otherwise,
        CustomParser = argument => Parse(argument, name),
    };

    private static ulong Parse(ArgumentResult argument, string name)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (Quantity.TryParseCount(text, out var value) && value is not 0 and not Quantity.Unlimited) return value;
        argument.AddError($"{name}: '{text}' is not a count such as 1000 or 1e6");
        return 1;
    }
}
