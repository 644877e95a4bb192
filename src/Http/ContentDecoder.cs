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

    private readonly Stream _output;
    private readonly CountingStream _input;
    private long _decoded;

    private ContentDecoder(CountingStream input, Stream output) => (_input, _output) = (input, output);

    /// <summary>Null: the encoding is none that is known, the body stays as it is.</summary>
    internal static ContentDecoder? For(string encoding, Stream body)
    {
        var input = new CountingStream(body);
        Stream? output = encoding.Trim().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(input, CompressionMode.Decompress),
            "deflate" => new DeflateFormat(input),
            "br" => new BrotliStream(input, CompressionMode.Decompress),
            _ => null,
        };
        return output is null ? null : new ContentDecoder(input, output);
    }

    /// <summary>Throws <see cref="LuaFault"/> (output) for a bomb, (network) for what is not compressed as announced.</summary>
    internal async ValueTask<int> Read(Memory<byte> buffer, CancellationToken abort)
    {
        try
        {
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

    public void Dispose() => _output.Dispose();
}
