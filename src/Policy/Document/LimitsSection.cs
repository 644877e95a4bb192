using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>"limits".</summary>
internal sealed class LimitsSection
{
    [JsonConverter(typeof(MemoryConverter))]
    public ulong Memory { get; set; }

    [JsonConverter(typeof(SizeConverter))]
    public ulong MemorySoft { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public ulong Fuel { get; set; }

    [JsonConverter(typeof(DurationConverter))]
    public ulong Wall { get; set; }

    [JsonConverter(typeof(SizeConverter))]
    public ulong Output { get; set; }

    [JsonConverter(typeof(SizeConverter))]
    public ulong Result { get; set; }

    [JsonConverter(typeof(DurationConverter))]
    public ulong ServiceTime { get; set; }

    [JsonConverter(typeof(FlagConverter))]
    public bool CountServiceTime { get; set; } = true;
}
