using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LuaVm.Redis;

/// <summary>Commands in the form in which they are sent: lists of byte strings.</summary>
internal sealed class RespCommand
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    internal ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Begins a command of so many arguments, its name among them.</summary>
    internal RespCommand Begin(long count) => Head((byte)'*', count);

    internal RespCommand Add(ReadOnlySpan<byte> argument)
    {
        Head((byte)'$', argument.Length);
        _bytes.Write(argument);
        _bytes.Write("\r\n"u8);
        return this;
    }

    internal RespCommand Add(string argument) => Add(Encoding.UTF8.GetBytes(argument));

    internal RespCommand Add(long argument)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(argument, digits, out var length);
        return Add(digits[..length]);
    }

    private RespCommand Head(byte mark, long number)
    {
        var to = _bytes.GetSpan(24);
        to[0] = mark;
        Utf8Formatter.TryFormat(number, to[1..], out var length);
        "\r\n"u8.CopyTo(to[(1 + length)..]);
        _bytes.Advance(3 + length);
        return this;
    }
}
