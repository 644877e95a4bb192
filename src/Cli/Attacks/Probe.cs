using LuaVm.Core;

namespace LuaVm.Cli.Attacks;

/// <summary>What a script finds in a fresh environment, as text: the same in every VM of a profile, at any time.</summary>
internal static class Probe
{
    private static readonly Source Script = new(ReadScript(), "probe");

    /// <summary>The answer's text is the probe.</summary>
    internal static Answer Run(Vm vm, in Limits limits) => Script.Ask(vm, limits);

    /// <summary>The first line in which two probes differ, for people; null where they are the same.</summary>
    internal static string? Difference(string before, string now)
    {
        if (before == now) return null;
        var (was, @is) = (before.Split('\n'), now.Split('\n'));
        var at = 0;
        while (at < was.Length && at < @is.Length && was[at] == @is[at]) at++;
        return $"line {at + 1} was {LineOf(was)}, is {LineOf(@is)}";

        string LineOf(string[] lines) => at < lines.Length ? $"'{lines[at]}'" : "absent";
    }

    private static byte[] ReadScript()
    {
        using var stream = typeof(Probe).Assembly.GetManifestResourceStream("probe.lua")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
