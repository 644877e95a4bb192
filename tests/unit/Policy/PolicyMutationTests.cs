using System.Text;
using System.Text.RegularExpressions;
using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Tests.Policies;

/// <summary>Documents with bytes changed, from fixed seeds: each is read or refused with its place, and nothing else.</summary>
internal sealed partial class PolicyMutationTests
{
    private const int Rounds = 6_000;

    private static readonly string[] Presets = ["locked", "standard", "web", "embedded", "production", "development"];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-", "1e999", "0", "99999999999999999999",
        "\"version\": 1", "\"cache\": {\"tenant\": \"a\"}", "\"limits\": {}", "\"1KiB\"", "\"unlimited\"", "\0", "\u00ff", "\ufeff", "//", "/*",
        "\"stores\": {\"\": {\"url\": \"memory:\"}}", "\"hosts\": [\"*\"]", "\"\\u0061\"", "[[[[[[[[[[[[[[[[[[", "1.", ".5", "+1", "\t\n\r",
    ];

    [Test]
    public void Any_bytes_are_read_or_refused_with_their_place([Range(0, 3)] int seed)
    {
        var random = new Random(20_261_121 + seed);
        var seeds = Presets.Select(name => PolicyText.Find(name)!).ToList();
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var document = Mutate(random, seeds[random.Next(seeds.Count)], seeds);
            if (Reads(document)) accepted++;
        }
        // Neither all refused at the door, nor all let through.
        Assert.That(accepted, Is.InRange(Rounds / 100, Rounds / 2));
    }

    [Test]
    public void Every_prefix_is_refused_with_its_place([ValueSource(nameof(Presets))] string name)
    {
        var document = PolicyText.Find(name)!;
        var end = Encoding.UTF8.GetString(document).TrimEnd().Length;
        for (var length = 0; length < end; length++)
            Assert.That(Reads(document[..length]), Is.False, $"{length} bytes of {name}");
    }

    [TestCase("[", 100_000)]
    [TestCase("{\"a\":", 100_000)]
    [TestCase("\"", 1)]
    [TestCase("9", 1_000_000)]
    [TestCase(" ", 1 << 20)]
    [TestCase(" ", (1 << 20) + 1)]
    public void What_goes_on_and_on_is_refused(string piece, int times) =>
        Assert.That(Reads(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, times)))), Is.False);

    private static bool Reads(byte[] document)
    {
        try
        {
            using var policy = Policy.Parse(document, "p.json", "");
            Assert.That(PolicySummary.Of(policy).All(line => line.Text.Length > 0));
            return true;
        }
        catch (LuaFault fault)
        {
            var place = Place().Match(fault.Message);
            Assert.That(place.Success, $"{fault.Message}\n{Convert.ToBase64String(document)}");
            Assert.That(int.Parse(place.Groups[1].Value), Is.InRange(1, document.Count(b => b == '\n') + 1), fault.Message);
            Assert.That(fault.Message, Has.Length.LessThan(1_000));
            Assert.That(fault.Status, Is.AnyOf(Status.Syntax, Status.Argument, Status.Unsupported), fault.Message);
            return false;
        }
    }

    private static byte[] Mutate(Random random, byte[] seed, List<byte[]> seeds)
    {
        var bytes = seed.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 30), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    if (at < bytes.Count) bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 5:
                    var other = seeds[random.Next(seeds.Count)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.Skip(from).Take(random.Next(60)));
                    break;
                case 6:
                    // A number or a word in place of another one leaves a document often enough.
                    for (var i = 0; i < length; i++)
                        if (char.IsAsciiDigit((char)bytes[at + i])) bytes[at + i] = (byte)('0' + random.Next(10));
                    break;
                default:
                    for (var i = 0; i < length; i++)
                        if (bytes[at + i] is (byte)' ' or (byte)'\n') bytes[at + i] = (byte)" \n\t\r"[random.Next(4)];
                    break;
            }
        }
        return [.. bytes];
    }

    [GeneratedRegex(@"^p\.json:(\d+):\d+: .")]
    private static partial Regex Place();
}
