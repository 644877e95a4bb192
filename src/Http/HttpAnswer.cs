using System.Globalization;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// What a server has answered, whose body is still to be read. It is under way, and counts as such, until its last byte
/// has been read or it is disposed of.
/// </summary>
internal sealed class HttpAnswer : IDisposable
{
    private readonly HttpResponseMessage _message;
    private readonly Deadline _deadline;
    private readonly HttpTarget _target;
    private readonly long _byteCap;
    private readonly Stream _body;
    private readonly ContentDecoder? _decoder;
    private readonly Action _ended;
    private readonly bool _isAnnounced;
    private long _read;
    private int _over;
    private Holders _holders = new(); // this object until it is over, and each read under way

    private HttpAnswer(HttpResponseMessage message, Stream body, HttpAsk ask, Deadline deadline, Action ended)
    {
        (_message, _body, _deadline, _target, _byteCap, _ended) = (message, body, deadline, ask.Target, ask.ResponseBytes, ended);
        Fields = ReadFields(message, ask);
        var hasBody = ask.Method != "HEAD" && Code is not (204 or 304);
        _decoder = ContentDecoder.For(hasBody && !ask.Fields.Has("Accept-Encoding") ? Encoding() : null, body);
        Length = _decoder is null && message.Headers.TransferEncodingChunked != true ? message.Content.Headers.ContentLength : null;
        _isAnnounced = hasBody && Length is not null && message.Version.Major >= 2; // HTTP/1 is framed by it
        if (_decoder is not null) Fields.RemoveAll(static field => Is(field, "content-encoding") || Is(field, "content-length"));
    }

    internal int Code => (int)_message.StatusCode;

    /// <summary>As they came, in order.</summary>
    internal List<(string Name, string Value)> Fields { get; }

    /// <summary>Of the last hop.</summary>
    internal HttpTarget Target => _target;

    internal int Redirects { get; init; }

    /// <summary>Nothing more comes.</summary>
    internal bool IsOver => Volatile.Read(ref _over) != 0;

    /// <summary>All of the body has been read.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>What is held to receive and decompress it, the latter known once some of it was read, until it is over.</summary>
    internal long HeldBytes => (_decoder?.MemoryBytes ?? 0) + (_message.Version.Major >= 2 ? HttpTransport.WindowBytes : 0);

    /// <summary>Bytes that the body is said to have; null: not said, not what counts, or about to be decompressed.</summary>
    internal long? Length { get; }

    /// <summary>Takes over the message and the deadline; <paramref name="ended"/> is called once, when nothing more comes.</summary>
    internal static async Task<HttpAnswer> Open(HttpResponseMessage message, HttpAsk ask, int redirects, Deadline deadline, Action ended)
    {
        try
        {
            var body = await message.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            var answer = new HttpAnswer(message, body, ask, deadline, ended) { Redirects = redirects };
            // Nobody may be reading: without this, what scripts forget would keep its connection and its place.
            deadline.OnEnd(static late => ((HttpAnswer)late!).End(), answer);
            return answer;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    internal string? Field(string name)
    {
        foreach (var field in Fields)
        {
            if (Is(field, name)) return field.Value;
        }
        return null;
    }

    /// <summary>
    /// The next bytes of the body; 0: that was all. Throws <see cref="LuaFault"/>: network, timeout, output (over the
    /// cap).
    /// </summary>
    internal async Task<int> Read(Memory<byte> buffer)
    {
        if (IsComplete) return 0;
        if (IsOver || !_holders.TryHold()) return _deadline.IsOver ? throw _deadline.Over(_target) : 0;
        try
        {
            var count = _decoder is not null
                ? await _decoder.Read(buffer, _deadline.Token).ConfigureAwait(false)
                : await _body.ReadAsync(buffer, _deadline.Token).ConfigureAwait(false);
            _read += count;
            if (_isAnnounced && (_read > Length || (count == 0 && _read < Length))) throw NotHttp(_target);
            if (_read > _byteCap) throw new LuaFault(Status.Output, $"the body is longer than {Quantity.Bytes((ulong)_byteCap)}");
            IsComplete = count == 0 || _read == Length;
            if (IsComplete) End();
            return count;
        }
        catch (Exception e)
        {
            End();
            throw NetworkFailure.Of(e, _target, _deadline);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>The next bytes until there is no more room, or no more to come. Throws as <see cref="Read"/> does.</summary>
    internal async Task<int> ReadFully(Memory<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && !IsComplete) filled += await Read(buffer[filled..]).ConfigureAwait(false);
        return filled;
    }

    /// <summary>Breaks off what is not read; on the thread pool, as that may be much.</summary>
    public void Dispose()
    {
        if (IsOver) return;
        ThreadPool.UnsafeQueueUserWorkItem(static answer => answer.End(), this, preferLocal: false);
    }

    /// <summary>A read under way fails then. The decoder stays until that has returned: it works on the read's buffers.</summary>
    private void End()
    {
        if (Interlocked.Exchange(ref _over, 1) != 0) return;
        _message.Dispose();
        Release();
    }

    private void Release()
    {
        if (!_holders.Release()) return;
        _decoder?.Dispose();
        _deadline.Dispose();
        _ended();
    }

    /// <summary>Where there are several, one over the other, the body stays as it is.</summary>
    private string? Encoding()
    {
        string? found = null;
        foreach (var field in Fields)
        {
            if (!Is(field, "content-encoding")) continue;
            if (found is not null) return null;
            found = field.Value;
        }
        return found;
    }

    private static bool Is((string Name, string Value) field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsLength(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static LuaFault NotHttp(HttpTarget target) => new(Status.Network, $"{target.Host}: {NetworkFailure.NotHttp}");

    /// <summary>
    /// Throws <see cref="LuaFault"/> (network) for what the framework lets pass: bytes that end lines wherever the field is
    /// passed on, and lengths that leave open where the body ends (RFC 9112, 6.3).
    /// </summary>
    private static List<(string Name, string Value)> ReadFields(HttpResponseMessage message, HttpAsk ask)
    {
        var fields = new List<(string, string)>();
        string? length = null;
        foreach (var headers in new[] { message.Headers.NonValidated, message.Content.Headers.NonValidated })
        {
            foreach (var (name, values) in headers)
            {
                var isLength = name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
                foreach (var value in values)
                {
                    if (value.AsSpan().ContainsAny('\r', '\n', '\0')) throw NotHttp(ask.Target);
                    if (isLength && (!IsLength(value) || (length ??= value) != value)) throw NotHttp(ask.Target);
                    fields.Add((name, value));
                }
            }
        }
        if (fields.Count > ask.Fields.CountCap)
            throw new LuaFault(Status.Network, $"the answer has more than {ask.Fields.CountCap} header fields");
        return fields;
    }
}
