using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;

namespace LuaVm.Http;

/// <summary>
/// The body of a request in memory that its owner takes back when the call is over, which a connection may then still be
/// sending from (HTTP/2): pieces are copied out under a lock, and none after <see cref="Dispose"/>.
/// </summary>
internal sealed class LentBody(nint data, long length) : IDisposable
{
    private const int PieceBytes = 64 << 10;

    private readonly object _gate = new();
    private bool _over;

    internal long Length => length;

    /// <summary>For one hop.</summary>
    internal HttpContent Content() => new Pieces(this);

    public void Dispose()
    {
        lock (_gate) _over = true;
    }

    /// <summary>Throws <see cref="IOException"/> where the memory is not ours any more.</summary>
    private int Copy(long from, byte[] to)
    {
        lock (_gate)
        {
            if (_over) throw new IOException("the request is over");
            var count = (int)Math.Min(length - from, to.Length);
            Marshal.Copy(data + (nint)from, to, 0, count);
            return count;
        }
    }

    private sealed class Pieces(LentBody lent) : HttpContent
    {
        protected override bool TryComputeLength(out long length)
        {
            length = lent.Length;
            return true;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken abort)
        {
            var piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(lent.Length, PieceBytes));
            for (long sent = 0; sent < lent.Length;)
            {
                var count = lent.Copy(sent, piece);
                await stream.WriteAsync(piece.AsMemory(0, count), abort).ConfigureAwait(false);
                sent += count;
            }
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
