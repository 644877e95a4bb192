using System.Text;
using System.Text.Json;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>For programs: one object with the same fields whatever happened.</summary>
internal sealed class JsonReport(Stream output) : IReport
{
    public unsafe void Write(Status status, in LuaResult result, in Limits limits)
    {
        using var json = new Utf8JsonWriter(output, ValueJson.Options);
        json.WriteStartObject();
        json.WriteString("status", TextReport.Name(status));
        json.WriteStartArray("values");
        for (nuint i = 0; i < result.ValueCount; i++) ValueJson.Write(json, result.Values[i]);
        json.WriteEndArray();
        json.WriteString("output", Encoding.UTF8.GetString(result.Output.Span));
        if (status == Status.Ok)
        {
            json.WriteNull("error");
        }
        else
        {
            WriteError(json, result.Message.Span, result.Traceback.Span, result.Source.Span, result.Line);
        }
        WriteUsage(json, result.Usage);
        Finish(json);
    }

    public void Write(LuaFault fault)
    {
        using var json = new Utf8JsonWriter(output, ValueJson.Options);
        json.WriteStartObject();
        json.WriteString("status", TextReport.Name(fault.Status));
        json.WriteStartArray("values");
        json.WriteEndArray();
        json.WriteString("output", "");
        WriteError(json, Encoding.UTF8.GetBytes(fault.Message), default, default, 0);
        WriteUsage(json, default);
        Finish(json);
    }

    private static void WriteError(Utf8JsonWriter json, ReadOnlySpan<byte> message, ReadOnlySpan<byte> traceback,
        ReadOnlySpan<byte> source, long line)
    {
        json.WriteStartObject("error");
        json.WriteString("message", Encoding.UTF8.GetString(message));
        json.WriteString("traceback", Encoding.UTF8.GetString(traceback));
        if (source.IsEmpty) json.WriteNull("source");
        else json.WriteString("source", Encoding.UTF8.GetString(source));
        if (line == 0) json.WriteNull("line");
        else json.WriteNumber("line", line);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, in LuaUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("fuel", usage.Fuel);
        json.WriteNumber("wall_ms", usage.WallNs / 1e6);
        json.WriteNumber("cpu_ms", usage.CpuNs / 1e6);
        json.WriteNumber("memory_bytes", usage.MemoryBytes);
        json.WriteNumber("memory_peak_bytes", usage.MemoryPeakBytes);
        json.WriteNumber("gc_count", usage.GcCount);
        json.WriteNumber("service_ms", usage.ServiceNs / 1e6);
        json.WriteEndObject();
    }

    private void Finish(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
        output.Flush();
    }
}
