using System.Text;
using System.Text.RegularExpressions;
using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Tests.Fuzz;

/// <summary>Policies: each is read, or refused with its place, and nothing else.</summary>
internal sealed partial class PolicyTarget : FuzzTarget
{
    /// <summary>What comes of one that is read.</summary>
    internal const string Read = "read";

    private static readonly string[] Texts =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-", "1e999", "0", "99999999999999999999",
        "\"version\": 1", "\"cache\": {\"tenant\": \"a\"}", "\"limits\": {}", "\"1KiB\"", "\"unlimited\"", "\0", "\u00ff", "\ufeff", "//", "/*",
        "\"stores\": {\"\": {\"url\": \"memory:\"}}", "\"hosts\": [\"*\"]", "\"\\u0061\"", "[[[[[[[[[[[[[[[[[[", "1.", ".5", "+1", "\t\n\r",
    ];

    internal override string Name => "policy";

    internal override int Rounds => 24_000;

    internal override int LeastOutcomes => 100;

    internal override IReadOnlyList<byte[]> Pieces { get; } = [.. Texts.Select(Encoding.UTF8.GetBytes)];

    internal override IEnumerable<byte[]> Seeds =>
        new[] { "locked", "standard", "web", "embedded", "production", "development" }.Select(static name => PolicyText.Find(name)!);

    internal override string Try(byte[] input)
    {
        try
        {
            using var policy = Policy.Parse(input, "p.json", "");
            Assert.That(PolicySummary.Of(policy).All(line => line.Text.Length > 0));
            return Read;
        }
        catch (LuaFault fault)
        {
            var place = Place().Match(fault.Message);
            Assert.That(place.Success, fault.Message);
            Assert.That(int.Parse(place.Groups[1].Value), Is.InRange(1, input.Count(b => b == '\n') + 1), fault.Message);
            Assert.That(fault.Message, Has.Length.LessThan(1_000));
            Assert.That(fault.Status, Is.AnyOf(Status.Syntax, Status.Argument, Status.Unsupported), fault.Message);
            return Outcome.Of(fault);
        }
    }

    [GeneratedRegex(@"^p\.json:(\d+):\d+: .")]
    private static partial Regex Place();
}
