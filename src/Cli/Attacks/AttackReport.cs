using System.Globalization;
using System.Text;
using System.Text.Json;
using LuaVm.Core;

namespace LuaVm.Cli.Attacks;

/// <summary>Shows what came of attacks: as lines while they run, or as one object at the end.</summary>
internal sealed class AttackReport(Stream output, AttackSettings settings, bool json)
{
    private const int LineMaximum = 400;

    private readonly List<AttackOutcome> _outcomes = [];

    internal int Failed => _outcomes.Count(outcome => !outcome.Passed);

    private int Passed => _outcomes.Count - Failed;

    internal void Add(AttackOutcome outcome)
    {
        _outcomes.Add(outcome);
        if (json || (outcome.Passed && !settings.Verbose)) return;
        var allowed = outcome.Allowed.Count == 0 ? "" : $", allowed {string.Join('|', outcome.Allowed.Select(TextReport.Name))}";
        WriteLine(outcome.Passed
            ? $"pass {outcome.Name}: {StatusOf(outcome)}{Spent(outcome)}"
            : $"FAIL {outcome.Name}: {StatusOf(outcome)}{allowed}: {outcome.Reason}");
    }

    internal void End()
    {
        if (json) WriteObject();
        else WriteSummary();
    }

    private void WriteSummary()
    {
        var slowest = _outcomes.MaxBy(outcome => outcome.OverrunMs)!;
        var largest = _outcomes.MaxBy(outcome => outcome.PeakBytes)!;
        WriteLine(Invariant($"worst overrun {slowest.OverrunMs:0.0} ms ({slowest.Name}), highest peak {largest.PeakBytes:N0} bytes ({largest.Name})"));
        WriteLine(Invariant($"{Passed} passed, {Failed} failed"));
    }

    private static string StatusOf(AttackOutcome outcome) =>
        outcome.Answer is { } answer ? TextReport.Name(answer.Status) : "not run";

    private static string Spent(AttackOutcome outcome) => Invariant(
        $", {outcome.Answer!.Usage.WallNs / 1e6:0.0} ms, {outcome.OverrunMs:0.0} ms over, {outcome.PeakBytes:N0} bytes");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names and messages may hold anything: what would forge a line or steer a terminal becomes '?'.</summary>
    private void WriteLine(string line)
    {
        var text = new string(Array.ConvertAll(line.ToCharArray(), c => char.IsControl(c) ? '?' : c));
        if (text.Length > LineMaximum) text = text[..LineMaximum] + "...";
        output.Write(Encoding.UTF8.GetBytes(text + "\n"));
        output.Flush();
    }

    private void WriteObject()
    {
        using (var writer = new Utf8JsonWriter(output, ValueJson.Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("passed", Passed);
            writer.WriteNumber("failed", Failed);
            WriteLimits(writer);
            writer.WriteStartArray("scripts");
            foreach (var outcome in _outcomes) WriteScript(writer, outcome);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        output.Write("\n"u8);
        output.Flush();
    }

    /// <summary>Those of a script that has none of its own; null: none.</summary>
    private void WriteLimits(Utf8JsonWriter writer)
    {
        var limits = settings.Given.Over(AttackHeader.DefaultReference);
        writer.WriteStartObject("limits");
        writer.WriteString("profile", (settings.Profile == Profile.Default ? Profile.Standard : settings.Profile).ToString().ToLowerInvariant());
        WriteLimit(writer, "memory_bytes", limits.MemoryBytes);
        WriteLimit(writer, "wall_ms", limits.WallMs);
        WriteLimit(writer, "fuel", limits.Fuel);
        WriteLimit(writer, "overrun_ms", settings.OverrunMs);
        writer.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter writer, string name, ulong limit)
    {
        if (limit == Quantity.Unlimited) writer.WriteNull(name);
        else writer.WriteNumber(name, limit);
    }

    private static void WriteScript(Utf8JsonWriter writer, AttackOutcome outcome)
    {
        var usage = outcome.Answer?.Usage ?? default;
        writer.WriteStartObject();
        writer.WriteString("name", outcome.Name);
        writer.WriteString("status", outcome.Answer is { } answer ? TextReport.Name(answer.Status) : null);
        writer.WriteStartArray("expected");
        foreach (var status in outcome.Allowed) writer.WriteStringValue(TextReport.Name(status));
        writer.WriteEndArray();
        writer.WriteBoolean("passed", outcome.Passed);
        writer.WriteString("reason", outcome.Reason);
        writer.WriteNumber("overrun_ms", outcome.OverrunMs);
        writer.WriteNumber("wall_ms", usage.WallNs / 1e6);
        writer.WriteNumber("cpu_ms", usage.CpuNs / 1e6);
        writer.WriteNumber("peak_bytes", outcome.PeakBytes);
        writer.WriteNumber("fuel", usage.Fuel);
        writer.WriteString("message", outcome.Answer?.Message ?? "");
        writer.WriteEndObject();
    }
}
