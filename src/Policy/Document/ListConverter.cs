using System.Text.Json;

namespace LuaVm.Policies.Document;

/// <summary>An array of values, none of them twice.</summary>
internal sealed class ListConverter<T, TItem> : LeafConverter<IReadOnlyList<T>>
    where TItem : LeafConverter<T>, new()
{
    private const int Most = 1_000;

    private static readonly TItem s_item = new();

    internal override IReadOnlyList<T> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Not(reader, "an array");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count == Most) throw Fault(reader, $"more than {Most} of them");
            var item = s_item.Read(ref reader);
            if (items.Contains(item)) throw Fault(reader, $"{Wording.Of(reader)} is there twice");
            items.Add(item);
        }
        return items;
    }
}
