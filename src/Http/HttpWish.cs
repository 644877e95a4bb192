using LuaVm.Core;
using LuaVm.Core.Json;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Http;

/// <summary>What a script asks for, read from the arguments of a call.</summary>
internal sealed unsafe class HttpWish
{
    private readonly HttpRules _rules;
    private readonly HttpFields _fields;
    private HttpTarget? _target;
    private string _method;
    private byte[]? _body;
    private int _timeoutMs;
    private long _responseBytes;
    private int _redirects;

    private HttpWish(HttpRules rules, string method)
    {
        _rules = rules;
        _method = method;
        _fields = new HttpFields(rules.FieldCount, rules.FieldBytes);
        (_timeoutMs, _responseBytes, _redirects) = (rules.TimeoutMs, rules.ResponseBytes, rules.Redirects);
    }

    /// <summary>The body is read when the script asks for it.</summary>
    internal bool Streams { get; private set; }

    /// <summary>What it holds itself.</summary>
    internal long Bytes => _body?.LongLength ?? 0;

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    /// <param name="call">The URL is argument 0, or the options' field "url".</param>
    /// <param name="rules">What the values may be at most.</param>
    /// <param name="method">Unless the options have one.</param>
    /// <param name="optionsAt">Number of the argument; 0: the only one; 2: after a body.</param>
    internal static HttpWish Of(ref ServiceCall call, HttpRules rules, string method, int optionsAt)
    {
        var wish = new HttpWish(rules, method);
        try
        {
            if (optionsAt > 0) wish._target = HttpTarget.Parse(call.Text(0, "url"));
            if (optionsAt > 1 && !call.IsNil(1)) wish.SetBody(call.Bytes(1, "body"));
            wish.Read(ref call, optionsAt);
        }
        catch (LuaFault fault) when (fault.Status == Status.Argument)
        {
            throw new LuaFault(Status.Runtime, $"{call.Name}: {fault.Message}");
        }
        if (wish._target is null) throw call.Bad(optionsAt, "field 'url' is missing");
        return wish;
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    private void SetBody(ReadOnlySpan<byte> body)
    {
        if (body.Length > _rules.RequestBytes)
            throw new LuaFault(Status.Argument, $"the body is longer than {Quantity.Bytes((ulong)_rules.RequestBytes)}");
        _body = body.ToArray();
    }

    internal HttpAsk Ask(Action count) => new()
    {
        Target = _target!,
        Method = _method,
        Fields = _fields,
        Body = _body,
        TimeoutMs = _timeoutMs,
        ResponseBytes = _responseBytes,
        Redirects = _redirects,
        Count = count,
    };

    private void Read(ref ServiceCall call, int at)
    {
        var options = new OptionTable(ref call, at);
        while (options.Next(out var name))
        {
            switch (name)
            {
                case "url" when at == 0:
                    _target = HttpTarget.Parse(options.Text());
                    break;
                case "method" when at == 0:
                    _method = HttpFields.Method(options.Text());
                    break;
                case "headers":
                    options.Fields(_fields);
                    break;
                case "body" when at != 2:
                    SetBody(options.Bytes());
                    break;
                case "json":
                    SetJson(call.Host, options.Value);
                    break;
                case "timeout":
                    _timeoutMs = options.Milliseconds(_rules.TimeoutMs);
                    break;
                case "max_bytes":
                    _responseBytes = options.Count(_rules.ResponseBytes);
                    break;
                case "redirects":
                    _redirects = (int)options.Count(_rules.Redirects);
                    break;
                case "stream":
                    Streams = options.Truth();
                    break;
                default:
                    throw options.Unknown();
            }
        }
    }

    private void SetJson(ServiceHost host, in LuaValue value)
    {
        var text = new ChargedBuffer(host);
        try
        {
            JsonEncoder.Encode(host, value, indented: false, text);
            SetBody(text.Written);
            if (!_fields.Has("Content-Type")) _fields.Add("Content-Type", "application/json");
        }
        finally
        {
            text.Free();
        }
    }
}
