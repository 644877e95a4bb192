using System.Text;
using LuaVm.Core;

namespace LuaVm.Cli.Attacks;

/// <summary>What the first lines of an attack say about it; tests/attacks/README.md is their specification.</summary>
internal sealed record AttackHeader
{
    private const ulong DefaultMemoryBytes = 32UL << 20;
    private const ulong DefaultWallMs = 1_000;

    private static readonly Status[] Classes =
        [Status.Ok, Status.Syntax, Status.Runtime, Status.Memory, Status.Timeout, Status.Fuel, Status.Sandbox];

    /// <summary>How it may end.</summary>
    internal required IReadOnlyList<Status> Expected { get; init; }

    /// <summary>Must return true in the same VM afterwards.</summary>
    internal string After { get; private init; } = "return 1 + 1 == 2";

    /// <summary>The global it attacks; null: it needs none beyond the profile's.</summary>
    internal string? Needs { get; private init; }

    /// <summary>The limits that a script is written for where it says nothing.</summary>
    internal static Limits DefaultReference { get; } = new()
    {
        MemoryBytes = DefaultMemoryBytes,
        MemorySoftBytes = DefaultMemoryBytes / 4 * 3,
        Fuel = Quantity.Unlimited,
        WallMs = DefaultWallMs,
        // Print and results meet the memory limit, so that one class stands for both.
        OutputBytes = Quantity.Unlimited,
        ResultBytes = Quantity.Unlimited,
    };

    /// <summary>The limits it was written for.</summary>
    internal Limits Reference { get; private init; } = DefaultReference;

    /// <summary>Reads the lines that begin the source and look like "-- word: text". Throws <see cref="LuaFault"/>.</summary>
    internal static AttackHeader Parse(byte[] source)
    {
        using var lines = new StreamReader(new MemoryStream(source), Encoding.UTF8);
        if (!TrySplit(lines.ReadLine(), out var word, out var text) || word != "expect")
            throw Refused("line 1 is not '-- expect: class|class; note'");
        var header = new AttackHeader { Expected = ClassesOf(text) };
        var seen = new HashSet<string> { word };
        while (TrySplit(lines.ReadLine(), out word, out text))
        {
            if (!seen.Add(word)) throw Refused($"'-- {word}:' is there twice");
            header = word switch
            {
                "after" when text.Length > 0 => header with { After = text },
                "needs" => header with { Needs = ModuleOf(text) },
                "limits" => header with { Reference = LimitsOf(text, header.Reference) },
                _ => throw Refused($"'-- {word}: {text}' is not a header; there are after, needs and limits"),
            };
        }
        return header;
    }

    private static bool TrySplit(string? line, out string word, out string text)
    {
        word = text = "";
        if (line is null || !line.StartsWith("-- ", StringComparison.Ordinal)) return false;
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 4 || line.AsSpan(3, colon - 3).ContainsAnyExceptInRange('a', 'z')) return false;
        word = line[3..colon];
        text = line[(colon + 1)..].Trim();
        return true;
    }

    private static Status[] ClassesOf(string text)
    {
        var names = text.Split(';', 2)[0].Split('|', StringSplitOptions.TrimEntries);
        return Array.ConvertAll(names, name =>
        {
            var at = Array.FindIndex(Classes, status => TextReport.Name(status) == name);
            return at >= 0 ? Classes[at]
                : throw Refused($"'{name}' is not a class; there are {string.Join(", ", Classes.Select(TextReport.Name))}");
        });
    }

    private static string ModuleOf(string text)
    {
        var name = text.Split(' ', 2)[0];
        var plain = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return plain ? name : throw Refused($"'-- needs: {text}' does not begin with the name of a global");
    }

    private static Limits LimitsOf(string text, Limits limits)
    {
        foreach (var part in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            var value = pair.Length == 2 ? pair[1] : "";
            if (pair[0] == "ms" && Quantity.TryParseCount(value, out var ms) && ms != 0)
            {
                limits = limits with { WallMs = Math.Max(ms, limits.WallMs) };
            }
            else if (pair[0] == "memory" && Quantity.TryParseBytes(value, out var bytes) && bytes != 0)
            {
                bytes = Math.Max(bytes, limits.MemoryBytes);
                limits = limits with { MemoryBytes = bytes, MemorySoftBytes = bytes / 4 * 3 };
            }
            else if (pair[0] == "fuel" && Quantity.TryParseCount(value, out var fuel) && fuel != 0)
            {
                limits = limits with { Fuel = fuel };
            }
            else
            {
                throw Refused($"'{part}' is not a limit such as ms=5000, memory=64MiB or fuel=1e6");
            }
        }
        return limits;
    }

    private static LuaFault Refused(string what) => new(Status.Argument, $"bad header: {what}");
}
