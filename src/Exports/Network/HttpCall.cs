using System.Diagnostics;
using System.Text;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Interop;

namespace LuaVm.Exports.Network;

/// <summary>One call of http_request.</summary>
internal static unsafe class HttpCall
{
    private const uint NoRedirect = 1;
    private const int UrlMaximum = 8_192;
    private const int MethodMaximum = 256;
    private const int BodyMaximum = 1 << 30;
    private const int FirstRoom = 16 << 10;
    private const int WindowMaximum = 1 << 30; // of one read: its length is an int

    /// <summary>Waits for the answer. Throws <see cref="LuaFault"/>.</summary>
    internal static void Make(in AbiHttpRequest request, ResponseBlock response)
    {
        var watch = Stopwatch.StartNew();
        Check(request);
        var client = Client(request.Policy);
        client.Hold();
        try
        {
            Make(request, client, response);
        }
        finally
        {
            client.Release();
        }
        response.SetTime(watch.Elapsed);
    }

    private static void Make(in AbiHttpRequest request, HttpClientService client, ResponseBlock response)
    {
        using var body = request.BodyLength == 0 ? null : new LentBody((nint)request.Body, (long)request.BodyLength);
        var ask = Read(request, client.Rules, body);
        using var exchange = new HttpExchange(client, ask);
        var received = Receive(exchange, response, ask.ResponseBytes);
        var answer = exchange.Answer;
        response.Head(answer.Code, answer.Redirects, answer.Target.ToString(), answer.Fields);
        response.EndBody(received);
    }

    /// <summary>Room grows with what has come, not with what is announced.</summary>
    private static nuint Receive(HttpExchange exchange, ResponseBlock response, long most)
    {
        response.Resize(FirstRoom);
        nuint received = (nuint)exchange.Begin(Window(response, 0));
        // One byte more than may come: only a read that finds no more says that it is the end.
        var end = (nuint)Math.Min(exchange.Answer.Length ?? long.MaxValue, most) + 1;
        while (!exchange.IsOver)
        {
            if (received == response.Room) response.Resize(Math.Max(received + 1, Math.Min(received * 2, end)));
            received += (nuint)exchange.Receive(Window(response, received));
        }
        return received;
    }

    private static Memory<byte> Window(ResponseBlock response, nuint from) =>
        new NativeMemory(response.BodyAt(from), (int)Math.Min(response.Room - from, WindowMaximum)).Memory;

    private static HttpClientService Client(ulong policy)
    {
        if (policy == 0) return HttpClientService.Host;
        return PolicyExports.Find(policy).Http?.Client
            ?? throw new LuaFault(Status.Sandbox, "the policy refuses it: it has no \"http\"");
    }

    private static void Check(in AbiHttpRequest request)
    {
        Envelope.CheckSize(request.StructSize, sizeof(AbiHttpRequest), "luavm_http_request");
        Envelope.CheckFlags(request.Flags, NoRedirect, "luavm_http_request");
        Envelope.CheckBytes(request.Url, request.UrlLength, UrlMaximum, "url");
        Envelope.CheckBytes(request.Method, request.MethodLength, MethodMaximum, "method");
        Envelope.CheckBytes(request.Body, request.BodyLength, BodyMaximum, "body");
    }

    private static HttpAsk Read(in AbiHttpRequest request, HttpRules rules, LentBody? body)
    {
        var (timeout, bytes) = request.Policy != 0
            ? (rules.TimeoutMs, rules.ResponseBytes)
            : (HttpRules.DefaultTimeoutMs, HttpRules.DefaultBodyBytes);
        return new HttpAsk
        {
            Target = HttpTarget.Parse(Text(request.Url, request.UrlLength)),
            Method = request.MethodLength == 0 ? "GET" : HttpFields.Method(Text(request.Method, request.MethodLength)),
            Fields = Fields(request.Fields, request.FieldCount, rules.FieldCount, rules.FieldBytes),
            Lent = body,
            TimeoutMs = request.TimeoutMs == 0 ? timeout : (int)Math.Min(request.TimeoutMs, (ulong)rules.TimeoutMs),
            ResponseBytes = request.ResponseBytes == 0 ? bytes : (long)Math.Min(request.ResponseBytes, (ulong)rules.ResponseBytes),
            Redirects = (request.Flags & NoRedirect) != 0 ? 0 : rules.Redirects,
        };
    }

    /// <summary>Header fields as a host gives them. Throws <see cref="LuaFault"/>.</summary>
    internal static HttpFields Fields(AbiHttpField* given, nuint count, int countCap, int byteCap)
    {
        if (count > (nuint)countCap)
            throw new LuaFault(Status.Argument, $"fields are {Quantity.Count(count)}, the most is {countCap}");
        if (given == null && count != 0) throw new LuaFault(Status.Argument, $"fields is NULL but there are {count}");
        var fields = new HttpFields(countCap, byteCap);
        for (nuint i = 0; i < count; i++)
            fields.Add(Bytes(given[i].Name, byteCap, "name"), Bytes(given[i].Value, byteCap, "value"));
        return fields;
    }

    private static ReadOnlySpan<byte> Bytes(in LuaBytes bytes, int byteCap, string what)
    {
        Envelope.CheckBytes(bytes.Data, bytes.Length, (nuint)byteCap, $"the {what} of a field");
        return bytes.Span;
    }

    private static string Text(byte* data, nuint length) => Encoding.UTF8.GetString(new ReadOnlySpan<byte>(data, (int)length));
}
