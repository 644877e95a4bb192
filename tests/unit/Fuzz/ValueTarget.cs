using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Tests.Fuzz;

/// <summary>Values and keys as they lie in stores. What is read is written again as the same.</summary>
internal sealed unsafe class ValueTarget : FuzzTarget
{
    private const int Guard = 64;
    private const byte Mark = 0xa5;

    internal override string Name => "values";

    internal override int Rounds => 40_000;

    internal override int LeastOutcomes => 30;

    internal override IReadOnlyList<byte[]> Pieces { get; } =
    [
        [Tag.Version], [Tag.Table, 0, 0], [Tag.Table, 1, 0], [Tag.Table, 0, 1], [Tag.Table, 0x80, 0x80, 0], [Tag.Bytes, 0xff, 0xff, 0xff, 0xff, 0x0f], [Tag.Integer, 0x80, 0],
        [Tag.Integer, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], [Tag.Number, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f], [Tag.Number, 0, 0, 0, 0, 0, 0, 0, 0x80],
        [Tag.True], [Tag.False], [Tag.KeyNumber], [Tag.KeyBytes], [Tag.SmallInteger], [Tag.ShortBytes],
    ];

    internal override string Try(byte[] input) => $"{Key(input)} {Value(input)}";

    private static string Key(byte[] input)
    {
        if (!KeyCodec.TryRead(input, out var key, out var text)) return "none";
        fixed (byte* data = text)
        {
            byte none;
            var bytes = new LuaBytes { Data = text.IsEmpty ? &none : data, Length = (nuint)text.Length };
            if (key.Type == LuaType.Bytes) key.Bytes = &bytes;
            Assert.That(KeyCodec.Write(key, new byte[KeyCodec.Maximum]).SequenceEqual(input));
        }
        return $"{key.Type}";
    }

    private static string Value(byte[] input)
    {
        long bytes;
        try
        {
            bytes = ValueReader.Measure(input);
        }
        catch (LuaFault fault)
        {
            Assert.That(fault.Status, Is.EqualTo(Status.Runtime));
            return Outcome.Of(fault);
        }
        // A byte makes a value at most, and that twice in a pair.
        Assert.That(bytes, Is.LessThanOrEqualTo((long)input.Length * (2 * sizeof(LuaValue) + sizeof(LuaTable) + sizeof(LuaBytes))));
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes + Guard, 8);
        try
        {
            new Span<byte>(memory, (int)bytes + Guard).Fill(Mark);
            var value = ValueReader.Build(input, memory);
            Assert.That(new ReadOnlySpan<byte>(memory + bytes, Guard).ContainsAnyExcept(Mark), Is.False, "written beyond what was measured");
            var written = Written(value);
            Assert.That(Written(Built(written, out var copy)), Is.EqualTo(written), "read and written again it is another");
            NativeMemory.AlignedFree(copy);
            return $"{value.Type} {Outcome.Size(bytes)} {written.Length == input.Length}";
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static LuaValue Built(byte[] from, out byte* memory)
    {
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)ValueReader.Measure(from), 8);
        return ValueReader.Build(from, memory);
    }

    private static byte[] Written(in LuaValue value)
    {
        var to = new ByteBuffer();
        ValueWriter.Write(to, value, 1 << 20);
        return to.Written.ToArray();
    }
}
