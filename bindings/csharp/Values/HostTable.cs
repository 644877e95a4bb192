using System.Collections;
using System.Runtime.InteropServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Collections of .NET that are tables to Lua: lists with the keys 1..n, dictionaries with their own.</summary>
internal static class HostTable
{
    /// <summary>How large a table is; false for what is none.</summary>
    public static bool TryMeasure(object value, out int items, out int pairs)
    {
        (items, pairs) = value switch
        {
            Array { Rank: not 1 } => (-1, 0),
            IDictionary map => (0, map.Count),
            IReadOnlyCollection<KeyValuePair<string, object?>> map => (0, map.Count),
            IReadOnlyCollection<KeyValuePair<object, object?>> map => (0, map.Count),
            IReadOnlyCollection<KeyValuePair<long, object?>> map => (0, map.Count),
            IReadOnlyCollection<KeyValuePair<string, LuaValue>> map => (0, map.Count),
            IReadOnlyCollection<KeyValuePair<LuaValue, LuaValue>> map => (0, map.Count),
            IList list => (list.Count, 0),
            IReadOnlyList<object?> list => (list.Count, 0),
            IReadOnlyList<LuaValue> list => (list.Count, 0),
            IReadOnlyList<long> list => (list.Count, 0),
            IReadOnlyList<double> list => (list.Count, 0),
            ReadOnlyMemory<long> list => (list.Length, 0),
            ReadOnlyMemory<double> list => (list.Length, 0),
            _ => (-1, 0),
        };
        return items >= 0;
    }

    /// <summary>Fills the items of a list of numbers at once; false for any other.</summary>
    public static bool TryFillScalars(object list, Span<luavm_value> items)
    {
        switch (list)
        {
            case long[] numbers: return Fill<long>(numbers, items);
            case double[] numbers: return Fill<double>(numbers, items);
            case List<long> numbers: return Fill<long>(CollectionsMarshal.AsSpan(numbers), items);
            case List<double> numbers: return Fill<double>(CollectionsMarshal.AsSpan(numbers), items);
            case ReadOnlyMemory<long> numbers: return Fill(numbers.Span, items);
            case ReadOnlyMemory<double> numbers: return Fill(numbers.Span, items);
            default: return items.IsEmpty && list is IList and not IDictionary;
        }
    }

    public static IEnumerable<object?> Items(object list) => list switch
    {
        IReadOnlyList<object?> items => items,
        IReadOnlyList<LuaValue> items => items.Select(static item => (object?)item),
        IEnumerable items => items.Cast<object?>(),
        _ => [],
    };

    public static IEnumerable<(object? Key, object? Value)> Pairs(object map) => map switch
    {
        IDictionary pairs => Entries(pairs),
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs.Select(static pair => ((object?)pair.Key, pair.Value)),
        IEnumerable<KeyValuePair<object, object?>> pairs => pairs.Select(static pair => ((object?)pair.Key, pair.Value)),
        IEnumerable<KeyValuePair<long, object?>> pairs => pairs.Select(static pair => ((object?)pair.Key, pair.Value)),
        IEnumerable<KeyValuePair<string, LuaValue>> pairs =>
            pairs.Select(static pair => ((object?)pair.Key, (object?)pair.Value)),
        IEnumerable<KeyValuePair<LuaValue, LuaValue>> pairs =>
            pairs.Select(static pair => ((object?)pair.Key, (object?)pair.Value)),
        _ => [],
    };

    private static IEnumerable<(object? Key, object? Value)> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map) yield return (entry.Key, entry.Value);
    }

    private static bool Fill<T>(ReadOnlySpan<T> numbers, Span<luavm_value> items) where T : unmanaged
    {
        // A list that another thread has changed since it was measured ends as a shorter one.
        for (var i = 0; i < items.Length; i++)
        {
            var number = i < numbers.Length ? numbers[i] : default;
            items[i] = typeof(T) == typeof(long) ? Scalar.Of((long)(object)number) : Scalar.Of((double)(object)number);
        }
        return true;
    }
}
