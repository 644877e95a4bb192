using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LuaVm.Policies.Document;

/// <summary>An array whose items are objects, or texts that stand for one.</summary>
internal interface IMixedList
{
    /// <summary>Of the objects.</summary>
    JsonTypeInfo ItemType { get; }
}

/// <summary>Hosts: each a text, or an object that says more.</summary>
internal abstract class HostListConverter<T>(Func<string, T> fromText) : LeafConverter<IReadOnlyList<T>>, IMixedList
{
    private const int Most = 1_000;

    private static readonly HostConverter s_host = new();

    public abstract JsonTypeInfo ItemType { get; }

    internal override IReadOnlyList<T> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Not(reader, "an array of hosts");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count == Most) throw Fault(reader, $"more than {Most} hosts");
            items.Add(reader.TokenType == JsonTokenType.StartObject
                // Read by its converter, not by JsonSerializer: that would count offsets from here.
                ? ((JsonConverter<T>)ItemType.Converter).Read(ref reader, typeof(T), ItemType.Options)!
                : fromText(s_host.Read(ref reader)));
        }
        return items.Count > 0 ? items : throw Fault(reader, "no hosts; name those that scripts may reach");
    }
}

internal sealed class HttpHostListConverter() : HostListConverter<HttpHost>(host => new HttpHost { Host = host })
{
    public override JsonTypeInfo ItemType => PolicyJson.Default.HttpHost;
}

internal sealed class WsHostListConverter() : HostListConverter<WsHost>(host => new WsHost { Host = host })
{
    public override JsonTypeInfo ItemType => PolicyJson.Default.WsHost;
}
