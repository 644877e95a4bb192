namespace LuaVm.Policies;

/// <summary>Documents that the library brings with it.</summary>
public static class PolicyText
{
    /// <summary>The JSON Schema of all policies.</summary>
    public const string Schema = "schema";

    /// <summary>Policies to begin with.</summary>
    public static IReadOnlyList<string> Presets { get; } =
        ["locked", "standard", "web", "embedded", "production", "development"];

    /// <summary>The text of a preset or of the schema; null: there is none of that name.</summary>
    public static byte[]? Find(string name)
    {
        if (name != Schema && !Presets.Contains(name)) return null;
        var resource = name == Schema ? "policy.schema.json" : $"policy.{name}.json";
        using var stream = typeof(PolicyText).Assembly.GetManifestResourceStream(resource)!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
