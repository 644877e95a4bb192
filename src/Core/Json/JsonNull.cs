using LuaVm.Core.Services;

namespace LuaVm.Core.Json;

/// <summary>What scripts know as <c>json.null</c>: null where nil would leave a field out.</summary>
internal sealed class JsonNull
{
    internal static readonly ServiceClass Class = new("json.null",
        [new("__tostring", static (ref ServiceCall call) => call.Return("null"))]);

    private JsonNull()
    {
    }

    internal static JsonNull Instance { get; } = new();
}
