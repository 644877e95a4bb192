using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>"ws".</summary>
internal sealed class WsSection
{
    [JsonRequired, JsonConverter(typeof(WsHostListConverter))]
    public IReadOnlyList<WsHost> Hosts { get; set; } = [];

    public AddressesSection? Addresses { get; set; }

    [JsonConverter(typeof(AtOnceConverter))]
    public int Connections { get; set; }

    [JsonConverter(typeof(BodyConverter))]
    public ulong Message { get; set; }

    [JsonConverter(typeof(BodyConverter))]
    public ulong Queue { get; set; }

    [JsonConverter(typeof(TimeoutConverter))]
    public ulong Timeout { get; set; }

    [JsonConverter(typeof(DurationConverter))]
    public ulong Ping { get; set; }

    [JsonConverter(typeof(NameConverter))]
    public string? CaFile { get; set; }
}

/// <summary>An item of "ws.hosts".</summary>
internal sealed class WsHost
{
    [JsonRequired, JsonConverter(typeof(HostConverter))]
    public string Host { get; set; } = "";

    [JsonConverter(typeof(ListConverter<string, WsSchemeConverter>))]
    public IReadOnlyList<string>? Schemes { get; set; }

    [JsonConverter(typeof(ListConverter<int, PortConverter>))]
    public IReadOnlyList<int>? Ports { get; set; }

    internal IReadOnlyList<string> AllowedSchemes => Schemes is { Count: > 0 } ? Schemes : ["wss"];
}
