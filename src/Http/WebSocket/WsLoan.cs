namespace LuaVm.Http.WebSocket;

/// <summary>A message as it lies with its sender, who may take it back at any moment: from then on nobody reads it.</summary>
internal sealed unsafe class WsLoan(byte* data, nuint length)
{
    private readonly object _gate = new();
    private byte* _at = data;
    private nuint _left = length;
    private bool _over;

    /// <summary>All of it has been read.</summary>
    internal bool IsRead
    {
        get
        {
            lock (_gate) return _left == 0;
        }
    }

    /// <summary>The next bytes; returns their number. Throws <see cref="OperationCanceledException"/> where they were taken back.</summary>
    internal int Read(Span<byte> into)
    {
        lock (_gate)
        {
            if (_over) throw new OperationCanceledException();
            var count = (int)nuint.Min(_left, (nuint)into.Length);
            new ReadOnlySpan<byte>(_at, count).CopyTo(into);
            _at += count;
            _left -= (nuint)count;
            return count;
        }
    }

    internal void TakeBack()
    {
        lock (_gate) _over = true;
    }
}
