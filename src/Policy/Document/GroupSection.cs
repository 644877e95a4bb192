using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>"group".</summary>
internal sealed class GroupSection
{
    [JsonRequired, JsonConverter(typeof(GroupNameConverter))]
    public string Name { get; set; } = "";

    [JsonConverter(typeof(SizeConverter))]
    public ulong Memory { get; set; }

    [JsonConverter(typeof(SizeConverter))]
    public ulong MemorySoft { get; set; }

    [JsonConverter(typeof(AtOnceConverter))]
    public int Vms { get; set; }
}
