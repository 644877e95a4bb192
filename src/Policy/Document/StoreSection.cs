using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>A value of "stores", whose key is the name that scripts open it by.</summary>
internal sealed class StoreSection
{
    [JsonRequired, JsonConverter(typeof(StoreUrlConverter))]
    public string Url { get; set; } = "";

    [JsonConverter(typeof(TableConverter))]
    public string? Table { get; set; }

    /// <summary>"access": true is "read-only".</summary>
    [JsonPropertyName("access"), JsonConverter(typeof(AccessConverter))]
    public bool ReadOnly { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public ulong Keys { get; set; }

    [JsonConverter(typeof(SizeConverter))]
    public ulong Bytes { get; set; }

    [JsonConverter(typeof(BodyConverter))]
    public ulong Value { get; set; }

    [JsonConverter(typeof(TimeoutConverter))]
    public ulong Timeout { get; set; }

    [JsonConverter(typeof(FlagConverter))]
    public bool Durable { get; set; }

    [JsonConverter(typeof(NameConverter))]
    public string? CaFile { get; set; }
}
