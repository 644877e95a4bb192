namespace LuaVm.Client;

/// <summary>The types of .NET that a table can be had as.</summary>
internal static class TableForms
{
    public static bool Has(Type type) =>
        type == typeof(List<object?>) || type == typeof(Dictionary<object, object?>)
        || type == typeof(Dictionary<string, object?>) || type == typeof(object?[])
        || type == typeof(long[]) || type == typeof(double[]) || type == typeof(string[]);

    /// <summary>Makes one of them.</summary>
    /// <returns>null, or what the table is not.</returns>
    public static string? Make(LuaTable table, Conversion conversion, Type type, out object? made)
    {
        made = null;
        if (type == typeof(Dictionary<object, object?>)) made = conversion.ToTable(table, dictionary: true);
        if (type == typeof(Dictionary<string, object?>)) return Named(table, conversion, out made);
        if (made != null) return null;
        if (table is { Count: > 0, IsSequence: false }) return "a list: it has other keys than 1..n";
        if (type == typeof(List<object?>)) made = conversion.ToTable(table, dictionary: false);
        else if (type == typeof(object?[]))
            made = ((List<object?>)conversion.ToTable(table, dictionary: false)).ToArray();
        else if (type == typeof(long[])) made = Items<long>(table);
        else if (type == typeof(double[])) made = Items<double>(table);
        else made = Items<string>(table);
        return made != null ? null : $"a list that fits into {type}";
    }

    private static T[]? Items<T>(LuaTable table)
    {
        var values = table.Items;
        var items = new T[values.Count];
        for (var i = 0; i < items.Length; i++)
        {
            if (values[i].IsNil || !values[i].TryAs<T>(out var item)) return null;
            items[i] = item!;
        }
        return items;
    }

    private static string? Named(LuaTable table, Conversion conversion, out object? made)
    {
        var named = new Dictionary<string, object?>(table.Count);
        made = null;
        foreach (var (key, value) in (Dictionary<object, object?>)conversion.ToTable(table, dictionary: true))
        {
            if (key is not string name) return "a table whose keys are all text";
            named.Add(name, value);
        }
        made = named;
        return null;
    }
}
