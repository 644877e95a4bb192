using System.Text.Json.Serialization;
using LuaVm.Core;

namespace LuaVm.Policies.Document;

/// <summary>A policy as it is written. Null and 0: the key is not there.</summary>
internal sealed class PolicyDocument
{
    [JsonPropertyName("$schema"), JsonConverter(typeof(NameConverter))]
    public string? Schema { get; set; }

    [JsonRequired, JsonConverter(typeof(VersionConverter))]
    public int Version { get; set; }

    [JsonConverter(typeof(PresetConverter))]
    public Preset Preset { get; set; }

    [JsonConverter(typeof(ProfileConverter))]
    public Profile Profile { get; set; }

    public LimitsSection? Limits { get; set; }

    [JsonConverter(typeof(ListConverter<string, LibraryConverter>))]
    public IReadOnlyList<string>? Libraries { get; set; }

    public HttpSection? Http { get; set; }

    public WsSection? Ws { get; set; }

    public CacheSection? Cache { get; set; }

    public Dictionary<string, StoreSection>? Stores { get; set; }

    [JsonConverter(typeof(FlagConverter))]
    public bool Json { get; set; }

    public GroupSection? Group { get; set; }
}
