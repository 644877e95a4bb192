using System.Text.Json.Serialization;

namespace LuaVm.Policies.Document;

/// <summary>What is known of a policy's shape, generated: no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PolicyDocument))]
[JsonSerializable(typeof(HttpHost))]
[JsonSerializable(typeof(WsHost))]
internal sealed partial class PolicyJson : JsonSerializerContext;
