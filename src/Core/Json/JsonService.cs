using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Core.Json;

/// <summary>The module <c>json</c>.</summary>
public sealed unsafe class JsonService : IService
{
    private JsonService()
    {
    }

    public static JsonService Instance { get; } = new();

    public void Attach(ServiceHost host)
    {
        host.Constant("json.null", JsonNull.Class, JsonNull.Instance);
        host.Function("json.encode", Encode);
        host.Function("json.decode", Decode);
    }

    /// <summary>json.encode(value [, {indent = true}]).</summary>
    private static void Encode(ref ServiceCall call)
    {
        var output = new ChargedBuffer(call.Host);
        try
        {
            JsonEncoder.Encode(call.Host, call[0], Indented(ref call), output);
            call.Return(output.Written);
        }
        catch (LuaFault fault) when (fault.Status == Status.Runtime)
        {
            throw new LuaFault(Status.Runtime, $"{call.Name}: {fault.Message}");
        }
        finally
        {
            output.Free();
        }
    }

    /// <summary>json.decode(text [, null]): what stands for null; nil if it is left out.</summary>
    private static void Decode(ref ServiceCall call)
    {
        var text = call.Bytes(0, "text");
        try
        {
            call.Return(JsonDecoder.Decode(ref call, call[0].Bytes->Data, text.Length, call[1]));
        }
        catch (LuaFault fault) when (fault.Status == Status.Runtime)
        {
            throw new LuaFault(Status.Runtime, $"{call.Name}: {fault.Message}");
        }
    }

    private static bool Indented(ref ServiceCall call)
    {
        var options = call.Table(1, "options");
        if (options == null) return false;
        var indented = false;
        if (options->ItemCount > 0) throw call.Bad(1, "options has no items");
        for (nuint i = 0; i < options->PairCount; i++)
        {
            var pair = options->Pairs[i];
            if (pair.Key.Type != LuaType.Bytes || !pair.Key.Bytes->Span.SequenceEqual("indent"u8)) throw call.Bad(1, "options has only 'indent'");
            indented = pair.Value.Type != LuaType.Boolean || pair.Value.Integer != 0;
        }
        return indented;
    }
}
