using System.Text;

namespace LuaVm.Client;

/// <summary>What a server answered. A copy: it owns nothing in the library.</summary>
public sealed record HttpAnswer
{
    /// <summary>200, 404, ...</summary>
    public required int StatusCode { get; init; }

    /// <summary>That of the last redirect.</summary>
    public required string Url { get; init; }

    /// <summary>Redirects that were followed.</summary>
    public required int Redirects { get; init; }

    /// <summary>As they came, in order, one character for each byte.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Decompressed.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The body as UTF-8; bytes that are none become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The first field of a name, in any case; null: there is none.</summary>
    /// <param name="name">"content-type".</param>
    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        }
        return null;
    }
}
