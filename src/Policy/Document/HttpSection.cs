using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>"http".</summary>
internal sealed class HttpSection
{
    [JsonRequired, JsonConverter(typeof(HttpHostListConverter))]
    public IReadOnlyList<HttpHost> Hosts { get; set; } = [];

    public AddressesSection? Addresses { get; set; }

    /// <summary>Longest body of an answer.</summary>
    [JsonConverter(typeof(BodyConverter))]
    public ulong Body { get; set; }

    /// <summary>Longest body of a request.</summary>
    [JsonConverter(typeof(BodyConverter))]
    public ulong Upload { get; set; }

    [JsonConverter(typeof(TimeoutConverter))]
    public ulong Timeout { get; set; }

    [JsonConverter(typeof(RedirectsConverter))]
    public int Redirects { get; set; } = -1;

    [JsonConverter(typeof(FlagConverter))]
    public bool Downgrade { get; set; }

    /// <summary>Of one run.</summary>
    [JsonConverter(typeof(CountConverter))]
    public ulong Requests { get; set; }

    [JsonConverter(typeof(CountConverter))]
    public ulong RequestsPerVm { get; set; }

    [JsonConverter(typeof(AtOnceConverter))]
    public int Concurrent { get; set; }

    [JsonConverter(typeof(NameConverter))]
    public string? CaFile { get; set; }
}

/// <summary>An item of "http.hosts".</summary>
internal sealed class HttpHost
{
    [JsonRequired, JsonConverter(typeof(HostConverter))]
    public string Host { get; set; } = "";

    [JsonConverter(typeof(ListConverter<string, HttpSchemeConverter>))]
    public IReadOnlyList<string>? Schemes { get; set; }

    internal IReadOnlyList<string> AllowedSchemes => Schemes is { Count: > 0 } ? Schemes : ["https"];

    [JsonConverter(typeof(ListConverter<int, PortConverter>))]
    public IReadOnlyList<int>? Ports { get; set; }

    [JsonConverter(typeof(ListConverter<string, MethodConverter>))]
    public IReadOnlyList<string>? Methods { get; set; }

    internal IReadOnlyList<string> AllowedMethods => Methods is { Count: > 0 } ? Methods : ["GET", "HEAD"];
}

/// <summary>"addresses": what host names may resolve to.</summary>
internal sealed class AddressesSection
{
    [JsonConverter(typeof(ListConverter<string, AddressConverter>))]
    public IReadOnlyList<string>? Allow { get; set; }

    [JsonConverter(typeof(ListConverter<string, AddressConverter>))]
    public IReadOnlyList<string>? Deny { get; set; }
}
