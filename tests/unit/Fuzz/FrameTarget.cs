using System.Buffers;
using LuaVm.Http.WebSocket;

namespace LuaVm.Tests.Fuzz;

/// <summary>
/// What WebSocket servers send, byte by byte and at once, into a small queue: the messages and the end are those of
/// <see cref="FrameModel"/>. An input begins with the bytes at once, the longest message and the size of the queue.
/// </summary>
internal sealed class FrameTarget : FuzzTarget
{
    private const int Head = 3;

    /// <summary>A peer that sends more of them is read slowly.</summary>
    private const int ControlMaximum = 90;

    internal override string Name => "frames";

    internal override int LeastOutcomes => 60;

    internal override IReadOnlyList<byte[]> Pieces { get; } =
    [
        [0x81, 0x02, 0xc3, 0xbc], [0x01, 0x01, 0xc3], [0x80, 0x01, 0xbc], [0x82, 0x7e, 0x00, 0x7e], [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0],
        [0x89, 0x00], [0x8a, 0x01, 0x78], [0x88, 0x00], [0x88, 0x02, 0x03, 0xe8], [0x88, 0x02, 0x0b, 0xb8], [0x82, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x81, 0x00], [0x01, 0x00], [0x00, 0x00], [0x80, 0x00], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80],
    ];

    internal override string Try(byte[] input)
    {
        if (input.Length < Head) return "";
        var longest = new[] { 1, 100, 5_000, int.MaxValue }[input[1] & 3];
        var capacity = WsQueue.Smallest << (input[2] & 1);
        var sent = input[Head..];
        var model = new FrameModel(sent, longest);
        if (model.Controls > ControlMaximum) return "";
        var (messages, end) = Read(sent, input[0] + 1, longest, capacity).WaitAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
        Assert.That(end.Code, Is.EqualTo(model.Code), end.Reason);
        Assert.That(messages, Has.Count.EqualTo(model.Messages.Count));
        foreach (var (ours, theirs) in messages.Zip(model.Messages))
        {
            Assert.That(ours.IsText, Is.EqualTo(theirs.IsText));
            Assert.That(ours.Data, Is.EqualTo(theirs.Data));
        }
        return $"{end.Code} {messages.Count} {model.Controls} {Outcome.Size(messages.Sum(static message => message.Data.Length))} {longest}";
    }

    private static async Task<(List<(bool IsText, byte[] Data)>, WsEnd)> Read(byte[] sent, int piece, int longest, int capacity)
    {
        var queue = new WsQueue(capacity);
        var answers = new MemoryStream();
        var reader = new WsReader(new Pieces(sent, piece), queue, new WsWriter(answers, default), longest);
        var run = Run(reader, queue);
        var messages = new List<(bool, byte[])>();
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            var taken = queue.Take(message);
            if (taken == WsOpcode.Close) break;
            if (taken == WsOpcode.Continuation)
            {
                await queue.WaitForMore();
                continue;
            }
            messages.Add((taken == WsOpcode.Text, message.WrittenSpan.ToArray()));
            message.Clear();
        }
        await run;
        var end = queue.End!;
        queue.Discard(end);
        return (messages, end);
    }

    private static async Task Run(WsReader reader, WsQueue queue)
    {
        try
        {
            queue.Finish(await reader.Run(default));
        }
        catch (WsViolation violation)
        {
            queue.Finish(violation.End);
        }
        catch (Exception)
        {
            queue.Finish(WsEnd.Aborted);
            throw;
        }
    }
}
