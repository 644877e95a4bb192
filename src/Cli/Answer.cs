using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>What came of a script, copied out of its block: of the values only the first.</summary>
internal sealed record Answer
{
    private const int TextMaximum = 65_536;

    internal required Status Status { get; init; }
    internal required string Message { get; init; }
    internal LuaUsage Usage { get; init; }

    /// <summary>The first value is <c>true</c>.</summary>
    internal bool IsTrue { get; init; }

    /// <summary>The beginning of the first value, if that is a string; else null.</summary>
    internal string? Text { get; init; }

    internal static unsafe Answer Of(Status status, in LuaResult result)
    {
        var value = result.ValueCount == 0 ? default : result.Values[0];
        return new Answer
        {
            Status = status,
            Message = Encoding.UTF8.GetString(result.Message.Span),
            Usage = result.Usage,
            IsTrue = value.Type == LuaType.Boolean && value.Integer != 0,
            Text = value.Type == LuaType.Bytes ? TextOf(value.Bytes->Span) : null,
        };
    }

    /// <summary>One line for people: how it ended and why, or what it returned.</summary>
    public override string ToString() =>
        Status != Status.Ok ? $"{TextReport.Name(Status)}: {Message}"
        : IsTrue ? "true" : Text is null ? "another value" : $"'{Text}'";

    private static string TextOf(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, TextMaximum)]);
}
