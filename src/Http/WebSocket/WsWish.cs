using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Http.WebSocket;

/// <summary>What a script wants to connect to, read from the arguments of a call.</summary>
internal static unsafe class WsWish
{
    private const int ProtocolMaximum = 32;

    /// <summary>ws.connect(url [, options]). Throws <see cref="LuaFault"/>.</summary>
    internal static WsAsk Of(ref ServiceCall call, WsRules rules)
    {
        try
        {
            return Read(ref call, rules);
        }
        catch (LuaFault fault) when (fault.Status == Status.Argument)
        {
            throw new LuaFault(Status.Runtime, $"{call.Name}: {fault.Message}");
        }
    }

    /// <summary>A name of a subprotocol, checked. Throws <see cref="LuaFault"/> (argument).</summary>
    internal static void AddProtocol(List<string> protocols, ReadOnlySpan<byte> name)
    {
        var text = Encoding.Latin1.GetString(name);
        HttpFields.CheckToken(text, "subprotocol");
        if (protocols.Contains(text)) throw new LuaFault(Status.Argument, $"subprotocol '{text}' is named twice");
        if (protocols.Count == ProtocolMaximum) throw new LuaFault(Status.Argument, $"there are more than {ProtocolMaximum} subprotocols");
        protocols.Add(text);
    }

    private static WsAsk Read(ref ServiceCall call, WsRules rules)
    {
        var target = HttpTarget.Parse(call.Text(0, "url"));
        var fields = new HttpFields(rules.FieldCount, rules.FieldBytes);
        var protocols = new List<string>();
        var (timeoutMs, messageBytes) = (rules.TimeoutMs, rules.MessageBytes);
        var options = new OptionTable(ref call, 1);
        while (options.Next(out var name))
        {
            switch (name)
            {
                case "headers":
                    options.Fields(fields);
                    break;
                case "protocols":
                    ReadProtocols(call, options.Value, protocols);
                    break;
                case "timeout":
                    timeoutMs = options.Milliseconds(rules.TimeoutMs);
                    break;
                case "max_bytes":
                    messageBytes = (int)options.Count(rules.MessageBytes);
                    break;
                default:
                    throw options.Unknown();
            }
        }
        return new WsAsk
        {
            Target = target,
            Fields = fields,
            Protocols = protocols,
            TimeoutMs = timeoutMs,
            MessageBytes = messageBytes,
            QueueBytes = rules.QueueBytes,
            PingMs = rules.PingMs,
        };
    }

    private static void ReadProtocols(in ServiceCall call, in LuaValue value, List<string> protocols)
    {
        if (value.Type == LuaType.Bytes)
        {
            AddProtocol(protocols, value.Bytes->Span);
            return;
        }
        if (value.Type != LuaType.Table || value.Table->PairCount > 0) throw Wrong(call);
        for (nuint i = 0; i < value.Table->ItemCount; i++)
        {
            var item = value.Table->Items[i];
            if (item.Type != LuaType.Bytes) throw Wrong(call);
            AddProtocol(protocols, item.Bytes->Span);
        }
    }

    private static LuaFault Wrong(in ServiceCall call) => call.Bad(1, "option 'protocols' is to be a string or a list of strings");
}
