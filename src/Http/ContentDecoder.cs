using System.IO.Compression;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// A body as it was before it was compressed. What grows out of all proportion is stopped: honest text shrinks to a tenth,
/// at best to a hundredth.
/// </summary>
internal sealed class ContentDecoder : IDisposable
{
    internal const string Offered = "gzip, deflate, br";

    private const int RatioMaximum = 200;
    private const long RatioFrom = 1 << 20; // less than this is let through whatever it came from

    /// <summary>What the decoders hold besides a window, and deflate's.</summary>
    private const long StateBytes = 64 << 10;

    private readonly string _encoding;
    private readonly CountingStream _input;
    private Stream? _output;
    private long _decoded;

    private ContentDecoder(string encoding, Stream body) => (_encoding, _input) = (encoding, new CountingStream(body));

    /// <summary>Null: the encoding is none that is known, the body stays as it is.</summary>
    internal static ContentDecoder? For(string? encoding, Stream body) =>
        encoding?.Trim().ToLowerInvariant() is "gzip" or "x-gzip" or "deflate" or "br"
            ? new ContentDecoder(encoding.Trim().ToLowerInvariant(), body)
            : null;

    /// <summary>What it holds itself, most of it a window that the sender has chosen; 0 before the first <see cref="Read"/>.</summary>
    internal long MemoryBytes { get; private set; }

    /// <summary>Throws <see cref="LuaFault"/> (output) for a bomb, (network) for what is not compressed as announced.</summary>
    internal async ValueTask<int> Read(Memory<byte> buffer, CancellationToken abort)
    {
        try
        {
            _output ??= await Open(abort).ConfigureAwait(false);
            var count = await _output.ReadAsync(buffer, abort).ConfigureAwait(false);
            _decoded += count;
            if (_decoded > RatioFrom && _decoded / RatioMaximum > _input.Count)
                throw new LuaFault(Status.Output, $"the body is more than {RatioMaximum} times as long as what was sent: a decompression bomb");
            return count;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new LuaFault(Status.Network, "the body is not compressed as its header says");
        }
    }

    public void Dispose()
    {
        _output?.Dispose();
        _input.Dispose();
    }

    /// <summary>"deflate" is zlib's format (RFC 9110), and for some servers the bare one; zlib's begins with method 8.</summary>
    private async ValueTask<Stream> Open(CancellationToken abort)
    {
        var first = _encoding is "br" or "deflate" ? await _input.Peek(abort).ConfigureAwait(false) : 0;
        MemoryBytes = StateBytes + (_encoding == "br" ? 1L << BrotliWindow(first) : 0);
        return _encoding switch
        {
            "br" => new BrotliStream(_input, CompressionMode.Decompress),
            "deflate" when (first & 0xf) == 8 => new ZLibStream(_input, CompressionMode.Decompress),
            "deflate" => new DeflateStream(_input, CompressionMode.Decompress),
            _ => new GZipStream(_input, CompressionMode.Decompress),
        };
    }

    /// <summary>Its size as a power of two, from the first byte (RFC 7932, 9.1).</summary>
    private static int BrotliWindow(int first)
    {
        var (wide, narrow) = (first >> 1 & 7, first >> 4 & 7);
        if (first < 0 || (first & 1) == 0) return 16;
        if (wide != 0) return 17 + wide;
        return narrow == 0 ? 17 : 8 + narrow;
    }
}
