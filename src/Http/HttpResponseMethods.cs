using System.Text;
using LuaVm.Core;
using LuaVm.Core.Json;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Http;

/// <summary>What scripts do with an answer.</summary>
internal static unsafe class HttpResponseMethods
{
    private const int ReadDefault = 16 << 10;

    private static readonly ServiceClass LineClass = new("http.lines", [new("__call", NextLine)]);

    /// <summary>response.status, headers, body, url, ok, redirects.</summary>
    internal static void Get(ref ServiceCall call)
    {
        var response = call.Target<HttpResponse>();
        var key = call[1].Type == LuaType.Bytes ? call[1].Bytes->Span : default;
        if (key.SequenceEqual("status"u8)) call.Return(response.Code);
        else if (key.SequenceEqual("ok"u8)) call.Return(response.Code is >= 200 and < 300);
        else if (key.SequenceEqual("redirects"u8)) call.Return(response.Redirects);
        else if (key.SequenceEqual("url"u8)) call.Return(response.Url);
        else if (key.SequenceEqual("headers"u8)) ReturnHeaders(ref call, response);
        else if (key.SequenceEqual("body"u8)) Return(ref call, response, 0, ReadAll(call, response));
        else call.ReturnNil();
    }

    /// <summary>response:json([null]).</summary>
    internal static void Json(ref ServiceCall call)
    {
        var response = call.Target<HttpResponse>();
        var length = ReadAll(call, response);
        try
        {
            call.Return(JsonDecoder.Decode(ref call, response.Body.Data, length, call[1]));
        }
        catch (LuaFault fault) when (fault.Status == Status.Runtime)
        {
            throw new LuaFault(Status.Runtime, $"{call.Name}: {fault.Message}");
        }
    }

    /// <summary>response:read([n]): at most n bytes, at least one; nil at the end.</summary>
    internal static void Read(ref ServiceCall call)
    {
        var response = call.Target<HttpResponse>();
        var most = call.IsNil(1) ? ReadDefault : call.Integer(1, "count");
        if (most < 1) throw call.Bad(1, "count: 1 or more");
        while (response.Unread.IsEmpty && response.IsOpen)
        {
            response.DropRead();
            response.Fill(call.Name);
        }
        var length = (int)Math.Min(most, response.Unread.Length);
        if (length == 0) call.ReturnNil();
        else Return(ref call, response, response.Position, length);
        response.Position += length;
    }

    /// <summary>response:lines(): an iterator over lines, without their ends.</summary>
    internal static void Lines(ref ServiceCall call) =>
        call.ReturnObject(LineClass, new HttpLines(call.Target<HttpResponse>()));

    internal static void Close(ref ServiceCall call) => call.Target<HttpResponse>().Close();

    internal static void Describe(ref ServiceCall call) => call.Return($"http.response ({call.Target<HttpResponse>().Code})");

    private static void NextLine(ref ServiceCall call)
    {
        var response = call.Target<HttpLines>().Response;
        int end, seen = 0;
        while ((end = response.Unread[seen..].IndexOf((byte)'\n')) < 0)
        {
            seen = response.Unread.Length;
            response.DropRead();
            if (!response.Fill(call.Name)) break;
        }
        var length = end < 0 ? response.Unread.Length : seen + end;
        if (end < 0 && length == 0)
        {
            call.ReturnNil();
            return;
        }
        var shown = length > 0 && response.Unread[length - 1] == '\r' ? length - 1 : length;
        Return(ref call, response, response.Position, shown);
        response.Position += end < 0 ? length : length + 1;
    }

    private static void ReturnHeaders(ref ServiceCall call, HttpResponse response)
    {
        var memory = new ReplyMemory(call);
        var made = memory.Table(0, response.Fields.Count, out var table);
        var i = 0;
        foreach (var (name, value) in response.Fields)
        {
            table->Pairs[i].Key = memory.Copy(Encoding.Latin1.GetBytes(name));
            table->Pairs[i++].Value = memory.Copy(Encoding.Latin1.GetBytes(value));
        }
        call.Return(made);
    }

    /// <summary>Everything that is left of it; returns the length of what there is.</summary>
    private static int ReadAll(in ServiceCall call, HttpResponse response)
    {
        response.DropRead();
        response.FillToEnd(call.Name);
        return response.Body.Length;
    }

    /// <summary>A part of the body, which stays where it is until the answer has been read.</summary>
    private static void Return(ref ServiceCall call, HttpResponse response, int at, int length)
    {
        call.Host.Spend(length / 256 + 1);
        var bytes = (LuaBytes*)call.Memory((nuint)sizeof(LuaBytes));
        bytes->Data = response.Body.Data + at;
        bytes->Length = (nuint)length;
        call.Return(new LuaValue { Type = LuaType.Bytes, Bytes = bytes });
    }
}
