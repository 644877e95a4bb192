using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>What a step answered, copied out of its block.</summary>
internal sealed record StepAnswer(Status Status, byte[] Values, byte[] Output, byte[] Message, byte[] Traceback, bool HasBlock)
{
    /// <summary>A step that answers with its status alone.</summary>
    internal static StepAnswer Of(Status status) => new(status, [], [], [], [], HasBlock: false);

    /// <summary>Reads a result and gives it back.</summary>
    internal static unsafe StepAnswer Take(Status status, LuaResult* result)
    {
        if (result == null) return Of(status);
        using var values = new MemoryStream();
        for (nuint i = 0; i < result->ValueCount; i++)
        {
            ValueJson.Write(values, result->Values[i]);
            values.WriteByte((byte)'\n');
        }
        var answer = new StepAnswer((Status)result->Status, values.ToArray(), result->Output.Span.ToArray(),
            result->Message.Span.ToArray(), result->Traceback.Span.ToArray(), HasBlock: true);
        if (answer.Status != status || !Vm.Release(result)) answer = answer with { Status = Status.Internal };
        return answer;
    }

    /// <summary>
    /// What is wrong with this answer, where <paramref name="usual"/> is given when no request fails; null: nothing.
    /// </summary>
    internal string? Against(StepAnswer usual, bool struck)
    {
        // A script that usually ends at its limit may now have met the failing request earlier.
        var refused = struck && Status == Status.Memory;
        if (Status == usual.Status && HasBlock == usual.HasBlock && !refused) return AgainstSame(usual, struck);
        if (!refused)
            return $"answered {TextReport.Name(Status)}, not {TextReport.Name(usual.Status)}{(struck ? " or memory" : "")}";
        if (!HasBlock) return null;
        if (Message.Length == 0) return "the failure has no message";
        if (Values.Length != 0) return "the failure has values";
        return IsStart(Output, usual.Output) ? null : "printed what it does not print";
    }

    private string? AgainstSame(StepAnswer usual, bool struck)
    {
        if (!Values.AsSpan().SequenceEqual(usual.Values)) return "returned other values";
        if (!Output.AsSpan().SequenceEqual(usual.Output)) return "printed something else";
        // Where there is no memory for the texts of a failure they are cut, of the message something stays.
        if (!IsSame(Message, usual.Message, struck) || Message.Length == 0 && usual.Message.Length != 0)
            return "the message is another";
        return IsSame(Traceback, usual.Traceback, struck) ? null : "the traceback is another";
    }

    private static bool IsSame(byte[] text, byte[] usual, bool mayBeCut) =>
        mayBeCut ? IsStart(text, usual) : text.AsSpan().SequenceEqual(usual);

    private static bool IsStart(byte[] text, byte[] whole) => whole.AsSpan().StartsWith(text);
}
