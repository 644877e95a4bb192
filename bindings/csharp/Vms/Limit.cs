using System.Runtime.CompilerServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Limits, in bytes, units of fuel or time. Null is always "the default".</summary>
public static class Limit
{
    /// <summary>No limit, for every limit in bytes or fuel. That of a time is
    /// <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>The library's form: 0 is the default.</summary>
    internal static ulong Amount(long? amount, [CallerArgumentExpression(nameof(amount))] string name = "")
    {
        if (amount is not { } given) return 0;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, name);
        return given == Unlimited ? Abi.LUAVM_UNLIMITED : (ulong)given;
    }

    /// <summary>Milliseconds, rounded up: a time that is given never becomes the default.</summary>
    internal static ulong Milliseconds(TimeSpan? time, [CallerArgumentExpression(nameof(time))] string name = "")
    {
        if (time is not { } given) return 0;
        if (given == Timeout.InfiniteTimeSpan) return Abi.LUAVM_UNLIMITED;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(given, TimeSpan.Zero, name);
        return ((ulong)given.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
    }

    /// <summary>A count of the library in .NET's usual type.</summary>
    internal static long Shown(ulong count) => (long)Math.Min(count, long.MaxValue);
}
