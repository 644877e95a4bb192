using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>"cache".</summary>
internal sealed class CacheSection
{
    [JsonRequired, JsonConverter(typeof(TenantConverter))]
    public string Tenant { get; set; } = "";

    [JsonConverter(typeof(SizeConverter))]
    public ulong Share { get; set; }

    [JsonConverter(typeof(DurationConverter))]
    public ulong Ttl { get; set; }
}
