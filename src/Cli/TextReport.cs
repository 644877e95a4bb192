using System.Globalization;
using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>For people: returned values on standard output, everything else on standard error.</summary>
internal sealed class TextReport(Stream output, bool quiet) : IReport
{
    public unsafe void Write(Status status, in LuaResult result, in Limits limits)
    {
        for (nuint i = 0; i < result.ValueCount; i++)
        {
            output.Write("=> "u8);
            ValueJson.Write(output, result.Values[i]);
            output.Write("\n"u8);
        }
        output.Flush();
        if (status != Status.Ok) WriteError(status, result);
        if (!quiet) ErrorOutput.WriteLine($"{Name(status)}: spent {Spent(result.Usage, limits)}");
    }

    public void Write(LuaFault fault) => ErrorOutput.WriteLine($"luavm: {fault.Message}");

    internal static string Name(Status status) => status.ToString().ToLowerInvariant();

    private static void WriteError(Status status, in LuaResult result)
    {
        ErrorOutput.WriteLine($"{Name(status)}: {Encoding.UTF8.GetString(result.Message.Span)}");
        if (result.Traceback.Length == 0) return;
        foreach (var frame in Encoding.UTF8.GetString(result.Traceback.Span).Split('\n'))
            ErrorOutput.WriteLine($"  at {frame}");
    }

    internal static string Size(ulong bytes) => bytes == Quantity.Unlimited ? "unlimited" : Quantity.Bytes(bytes);

    private static string Spent(in LuaUsage usage, in Limits limits) => string.Create(CultureInfo.InvariantCulture,
        $"{usage.Fuel:N0} fuel, {usage.WallNs / 1e6:0.000} ms wall, {usage.CpuNs / 1e6:0.000} ms cpu, {usage.MemoryPeakBytes / 1024.0:N1} KiB at most of {Size(limits.MemoryBytes)}, {usage.GcCount} collections");
}
