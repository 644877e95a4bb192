namespace LuaVm.Cache;

/// <summary>Writes into room of a fixed size; what does not fit is lost, and known to be.</summary>
internal sealed class RoomStream(byte[] room, int length) : Stream
{
    private int _written;
    private bool _lost;

    /// <summary>Bytes written, or 0 where there were more than there is room for.</summary>
    internal int Written => _lost ? 0 : _written;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _lost |= buffer.Length > length - _written;
        if (_lost) return;
        buffer.CopyTo(room.AsSpan(_written));
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
