namespace LuaVm.Client;

/// <summary>How a server is asked: see <see cref="LuaHttp"/>.</summary>
public sealed record HttpOptions
{
    /// <summary>Header fields, one byte for each character; a name may come repeatedly.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What is sent; empty: nothing.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>For all of it; null: 30 seconds, or the policy's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Longest body of the answer, after decompression; null: 16 MiB, or the policy's.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Whether redirects are followed: 20, or as many as the policy says.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>What its "http" says holds; null: any address.</summary>
    public LuaPolicy? Policy { get; init; }
}
