using System.Text.RegularExpressions;
using LuaVm.Core;

namespace LuaVm.Tests.Fuzz;

/// <summary>What came of an input, without what differs from one to the next.</summary>
internal static partial class Outcome
{
    internal static string Of(LuaFault fault)
    {
        Assert.That(fault.Message, Has.Length.LessThan(2_000));
        Assert.That(fault.Message.Any(char.IsControl), Is.False, fault.Message);
        return $"{fault.Status} {Changing().Replace(fault.Message, "#")}";
    }

    /// <summary>The order of magnitude of a number.</summary>
    internal static int Size(long number) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)number);

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\d+")]
    private static partial Regex Changing();
}
