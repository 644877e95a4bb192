using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LuaVm.Core;
using LuaVm.Policies.Document;

namespace LuaVm.Policies;

/// <summary>A document and where its values stand, for whatever is found about them later.</summary>
internal sealed class PolicyReader
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Throws <see cref="PolicyError"/>.</summary>
    /// <param name="text">UTF-8.</param>
    internal PolicyReader(ReadOnlyMemory<byte> text)
    {
        _text = text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;
        try
        {
            CheckUtf8(_text.Span);
            _places = new ShapeCheck(_text.Span).Run(PolicyJson.Default.PolicyDocument);
            Document = JsonSerializer.Deserialize(_text.Span, PolicyJson.Default.PolicyDocument)!;
        }
        catch (PolicyFault fault)
        {
            throw At(fault.Offset, PathAt(fault.Offset) + fault.Message);
        }
        catch (JsonException fault)
        {
            var offset = OffsetOf(fault);
            throw At(offset, NoJson(_text.Span, offset));
        }
    }

    internal PolicyDocument Document { get; }

    /// <summary>A failure about the value at <paramref name="path"/>.</summary>
    internal PolicyError Fault(string path, string message, Status status = Status.Syntax) =>
        At(_places.GetValueOrDefault(path), $"{path}: {message}", status);

    private PolicyError At(int offset, string message, Status status = Status.Syntax) =>
        new(status, TextPosition.Of(_text.Span, offset), message);

    /// <summary>"limits.memory: " for a value that begins there, else nothing.</summary>
    private string PathAt(int offset)
    {
        var path = _places.FirstOrDefault(place => place.Value == offset && place.Key.Length > 0).Key;
        return path is null ? "" : $"{path}: ";
    }

    private static void CheckUtf8(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text)) return;
        var offset = 0;
        while (Rune.DecodeFromUtf8(text[offset..], out _, out var length) == OperationStatus.Done) offset += length;
        throw new PolicyFault(offset, "these bytes are not UTF-8");
    }

    /// <summary>The JSON reader counts lines from 0 and bytes in them.</summary>
    private int OffsetOf(JsonException fault)
    {
        var offset = 0;
        for (var line = fault.LineNumber ?? 0; line > 0; line--)
            offset += _text.Span[offset..].IndexOf((byte)'\n') + 1;
        return Math.Min(offset + (int)(fault.BytePositionInLine ?? 0), _text.Length);
    }

    private static string NoJson(ReadOnlySpan<byte> text, int offset)
    {
        if (offset >= text.Length) return "not JSON: it ends too early";
        Rune.DecodeFromUtf8(text[offset..], out var here, out _);
        var before = text[..offset].TrimEnd(" \t\r\n"u8);
        return here.Value switch
        {
            '/' => "not JSON: there are no comments in it",
            '\'' => "not JSON: text stands between \", not between '",
            '}' or ']' when before.EndsWith(","u8) => "not JSON: nothing follows the comma",
            _ => $"not JSON: {Wording.Quote(here.ToString())} may not be here",
        };
    }
}
