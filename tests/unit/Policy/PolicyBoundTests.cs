using System.Text;
using LuaVm.Policies;
using LuaVm.Tests.Fuzz;

namespace LuaVm.Tests.Policies;

/// <summary>Documents that are cut off, and such as go on and on.</summary>
internal sealed class PolicyBoundTests
{
    private static readonly string[] Presets = ["locked", "standard", "web", "embedded", "production", "development"];

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

    private static bool Reads(byte[] document) => new PolicyTarget().Try(document) == PolicyTarget.Read;
}
