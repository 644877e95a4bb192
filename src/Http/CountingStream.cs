namespace LuaVm.Http;

/// <summary>A stream that is read, and how much of it was.</summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    private readonly byte[] _first = new byte[1];
    private bool _peeked;

    internal long Count { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The byte that is read next, before any other; -1: there is none.</summary>
    internal async ValueTask<int> Peek(CancellationToken abort)
    {
        _peeked = await inner.ReadAsync(_first, abort).ConfigureAwait(false) == 1;
        return _peeked ? _first[0] : -1;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = 1;
        if (_peeked && buffer.Length > 0) buffer.Span[0] = _first[0];
        else count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _peeked = false;
        Count += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
