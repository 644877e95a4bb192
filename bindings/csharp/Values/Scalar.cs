using System.Numerics;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Booleans, integers and floats of .NET in the library's form.</summary>
internal static class Scalar
{
    public static luavm_value Of(long integer) =>
        new() { type = (int)LuaType.Integer, @as = new luavm_value_as { integer = integer } };

    public static luavm_value Of(double number) =>
        new() { type = (int)LuaType.Number, @as = new luavm_value_as { number = number } };

    public static luavm_value Of(bool boolean) =>
        new() { type = (int)LuaType.Boolean, @as = new luavm_value_as { boolean = boolean ? 1 : 0 } };

    /// <summary>Writes a boxed number or boolean.</summary>
    /// <param name="value">Whatever it is.</param>
    /// <param name="written">nil where this is false.</param>
    /// <param name="problem">Why a number has no form in Lua; null where <paramref name="value"/> is no number.</param>
    public static bool TryWrite(object value, out luavm_value written, out string? problem)
    {
        problem = null;
        luavm_value? made = value switch
        {
            bool boolean => Of(boolean),
            long integer => Of(integer),
            int integer => Of(integer),
            double number => Of(number),
            float number => Of(number),
            short integer => Of(integer),
            sbyte integer => Of(integer),
            byte integer => Of(integer),
            ushort integer => Of(integer),
            uint integer => Of(integer),
            ulong and <= long.MaxValue and var integer => Of((long)integer),
            BigInteger integer when integer >= long.MinValue && integer <= long.MaxValue => Of((long)integer),
            Int128 integer when integer >= long.MinValue && integer <= long.MaxValue => Of((long)integer),
            _ => null,
        };
        if (made == null && value is ulong or BigInteger or Int128)
            problem = $"the integer {value} does not fit into 64 bits";
        written = made ?? default;
        return made != null;
    }

    public static string NameOf(luavm_value value) => ((LuaType)value.type).ToString().ToLowerInvariant();
}
