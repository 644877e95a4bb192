namespace LuaVm.Http;

/// <summary>
/// What a policy allows of HTTP. One object per policy: its VMs share the connections made under it, and nobody else
/// uses those. All of it is checked again on every redirect.
/// </summary>
public sealed record HttpRules
{
    public const long DefaultBodyBytes = 16L << 20;
    public const int DefaultTimeoutMs = 30_000;

    /// <summary>Hosts, methods, addresses, authorities.</summary>
    public ReachRules Reach { get; init; } = new();

    /// <summary>Longest body of an answer, after decompression. Scripts may ask for less.</summary>
    public long ResponseBytes { get; init; } = DefaultBodyBytes;

    /// <summary>Longest body of a request.</summary>
    public long RequestBytes { get; init; } = DefaultBodyBytes;

    /// <summary>For all of a request, from its place in the line to its last byte. Scripts may ask for less.</summary>
    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>Most redirects that are followed; 0: they are answers like others.</summary>
    public int Redirects { get; init; } = 5;

    /// <summary>Whether a redirect may lead from https to http.</summary>
    public bool AllowDowngrade { get; init; }

    /// <summary>Most requests of one VM until it is reset or freed, redirects counted; 0: no cap.</summary>
    public long RequestsPerVm { get; init; }

    /// <summary>Most requests of one run (vm_eval, vm_call), redirects counted; 0: no cap.</summary>
    public long RequestsPerRun { get; init; } = 1_000;

    /// <summary>Most answers of one VM that are not read to their end.</summary>
    public int OpenPerVm { get; init; } = 8;

    /// <summary>Most header fields of a request, and of an answer.</summary>
    public int FieldCount { get; init; } = 100;

    /// <summary>Most bytes of all header fields of a request, and of an answer; a multiple of 1 KiB.</summary>
    public int FieldBytes { get; init; } = 32 << 10;

    /// <summary>Without a policy: any host and address, no cap on how many; the caller's own limits go before.</summary>
    public static HttpRules Any { get; } = new()
    {
        Reach = ReachRules.Any,
        ResponseBytes = long.MaxValue,
        RequestBytes = 1L << 30,
        TimeoutMs = int.MaxValue,
        Redirects = 20,
        RequestsPerRun = 0,
        FieldBytes = 64 << 10,
    };
}
