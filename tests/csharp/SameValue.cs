using System.Text;

namespace LuaVm.Client.Tests;

/// <summary>Whether a value that came out of Lua is the one that went in: the same keys and bits, and the same tables in the
/// same places.</summary>
internal sealed class SameValue
{
    private readonly Dictionary<object, object> partner = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> back = new(ReferenceEqualityComparer.Instance);

    public static bool Holds(object? sent, object? received) => new SameValue().Compare(sent, received);

    private bool Compare(object? sent, object? received)
    {
        if (sent is not (List<object?> or Dictionary<object, object?>)) return Equals(Form(sent), Form(received));
        if (received is not (List<object?> or Dictionary<object, object?>)) return false;
        if (partner.TryGetValue(sent, out var known)) return ReferenceEquals(known, received);
        if (!partner.TryAdd(sent, received) || !back.TryAdd(received, sent)) return false;
        var (left, right) = (Entries(sent), Entries(received));
        if (left.Count != right.Count) return false;
        // Tables as keys cannot be looked up before they are known to be the same: they are compared in any pairing that fits.
        foreach (var (key, value) in left)
        {
            if (key is List<object?> or Dictionary<object, object?>) continue;
            if (!right.TryGetValue(key, out var other) || !Compare(value, other)) return false;
        }
        return left.Keys.Count(IsTable) == right.Keys.Count(IsTable);
    }

    private static bool IsTable(object key) => key is List<object?> or Dictionary<object, object?>;

    /// <summary>The entries as Lua has them: no nil, and keys equal where Lua finds them equal, the last one winning.</summary>
    private static Dictionary<object, object?> Entries(object table)
    {
        var entries = new Dictionary<object, object?>();
        void Put(object key, object? value)
        {
            if (value == null) entries.Remove(Key(key)!);
            else entries[Key(key)!] = value;
        }
        if (table is List<object?> list)
            for (var i = 0; i < list.Count; i++) Put(i + 1L, list[i]);
        else
            foreach (var (key, value) in (Dictionary<object, object?>)table) Put(key, value);
        return entries;
    }

    /// <summary>A form in which keys that Lua finds equal are equal, and no others: 1.0 is 1 there, and -0.0 is 0.</summary>
    private static object? Key(object? key) => key is >= -9223372036854775808.0 and < 9223372036854775808.0 and var number
        && Math.Floor(number) == number ? Form((long)number) : Form(key);

    /// <summary>A form in which values are equal that are the same, to the last bit.</summary>
    private static object? Form(object? value) => value switch
    {
        double number => ("float", BitConverter.DoubleToInt64Bits(number)),
        string text => ("string", Convert.ToHexString(Encoding.UTF8.GetBytes(text))),
        byte[] bytes => ("string", Convert.ToHexString(bytes)),
        _ => value,
    };
}
