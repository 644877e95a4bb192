using System.Text;
using System.Threading.Channels;

namespace LuaVm.Cli.Attacks.Network;

/// <summary>The far end of a connection that is none: requests go in, what they are answered comes out.</summary>
internal sealed class FakePeer(Func<string, IAsyncEnumerable<byte[]>> answer) : Stream
{
    private const string HeadEnd = "\r\n\r\n";

    private readonly CancellationTokenSource _closed = new();
    private readonly Channel<string> _heads = Channel.CreateUnbounded<string>();
    private string _begun = "";
    private IAsyncEnumerator<byte[]>? _answer;
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bodies of requests are taken for heads, to which nobody knows an answer.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _begun += Encoding.Latin1.GetString(buffer.Span);
        for (int end; (end = _begun.IndexOf(HeadEnd, StringComparison.Ordinal)) >= 0; _begun = _begun[(end + HeadEnd.Length)..])
            _heads.Writer.TryWrite(_begun[..end]);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, cancellationToken);
        while (_rest.IsEmpty)
        {
            end.Token.ThrowIfCancellationRequested();
            _answer ??= answer(await _heads.Reader.ReadAsync(end.Token).ConfigureAwait(false)).GetAsyncEnumerator(_closed.Token);
            if (await _answer.MoveNextAsync().ConfigureAwait(false)) _rest = _answer.Current;
            else _answer = null;
        }
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing) => _closed.Cancel();
}
