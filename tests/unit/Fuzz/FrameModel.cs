using System.Text;

namespace LuaVm.Tests.Fuzz;

/// <summary>RFC 6455 read once more, from the whole of what a server has sent: the messages that come, and how it ends.</summary>
internal sealed class FrameModel
{
    internal List<(bool IsText, byte[] Data)> Messages { get; } = [];

    /// <summary>1006: it breaks off.</summary>
    internal int Code { get; private set; } = 1006;

    internal int Controls { get; private set; }

    internal FrameModel(byte[] sent, int longest)
    {
        var message = new List<byte>();
        var kind = 0;
        for (var at = 0; at + 2 <= sent.Length;)
        {
            int first = sent[at], second = sent[at + 1], opcode = first & 15;
            var head = (second & 127) switch { 126 => 4, 127 => 10, _ => 2 };
            if (at + head > sent.Length) return;
            var length = head == 2 ? (ulong)(second & 127) : Number(sent.AsSpan(at + 2, head - 2));
            at += head;
            if (IsWrong(first, second, head, length) || (opcode == 0 && kind == 0) || (opcode is 1 or 2 && kind != 0))
            {
                Code = 1002;
                return;
            }
            if (opcode >= 8)
            {
                if ((ulong)(sent.Length - at) < length) return;
                var payload = sent.AsSpan(at, (int)length);
                at += payload.Length;
                Controls++;
                if (opcode != 8) continue;
                Code = CodeOf(payload);
                return;
            }
            if (opcode != 0) kind = opcode;
            if (length > (ulong)(longest - message.Count))
            {
                Code = 1009;
                return;
            }
            var there = (int)Math.Min(length, (ulong)(sent.Length - at));
            message.AddRange(sent.AsSpan(at, there));
            at += there;
            var whole = (ulong)there == length && (first & 128) != 0;
            if (kind == 1 && !IsText([.. message], whole))
            {
                Code = 1007;
                return;
            }
            if ((ulong)there < length) return;
            if (!whole) continue;
            Messages.Add((kind == 1, [.. message]));
            message.Clear();
            kind = 0;
        }
    }

    private static bool IsWrong(int first, int second, int head, ulong length) =>
        (first & 0x70) != 0 || second >= 128 || (first & 15) is (> 2 and < 8) or > 10
        || ((first & 8) != 0 && (first < 128 || length > 125))
        || (head == 4 && length < 126) || (head == 10 && (length < 65_536 || length > long.MaxValue));

    private static int CodeOf(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return 1005;
        if (payload.Length == 1) return 1002;
        var code = (payload[0] << 8) | payload[1];
        if (code is < 1000 or (> 1003 and < 1007) or (> 1014 and < 3000) or > 4999) return 1002;
        return IsText(payload[2..].ToArray(), whole: true) ? code : 1007;
    }

    /// <summary>UTF-8, but for a character at the end of which more may come.</summary>
    private static bool IsText(byte[] bytes, bool whole)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        try
        {
            decoder.GetCharCount(bytes, 0, bytes.Length, flush: whole);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        foreach (var one in bytes) number = (number << 8) | one;
        return number;
    }
}
