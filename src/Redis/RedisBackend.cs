using System.Globalization;
using System.Text;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Store;

namespace LuaVm.Redis;

/// <summary>A table on a Redis-compatible server, which many machines may share.</summary>
internal sealed class RedisBackend : IStoreBackend
{
    /// <summary>What an answer has around its values, and room for what an error says.</summary>
    private const long AnswerBytes = 64 << 10;

    /// <summary>What one entry of a listing has around it.</summary>
    private const long EntryBytes = 256;

    /// <summary>A time in milliseconds that a sorted set can still tell from its neighbours.</summary>
    private const long LatestTime = 1L << 53;

    private static readonly byte[] s_never = "0"u8.ToArray();
    private static readonly byte[] s_delete = "d"u8.ToArray();

    private readonly StoreOptions _options;
    private readonly RedisClient _client;
    private readonly byte[][] _keys;
    private readonly long _answer;

    private RedisBackend(StoreOptions options, RedisUrl url, RedisAccess access)
    {
        _options = options;
        _client = new RedisClient(url, access, options.Timeout);
        // What stands in braces alone decides about the slot.
        _keys = [.. "vkxm".Select(part => Encoding.UTF8.GetBytes($"{{luavm:{options.Table}}}:{part}"))];
        _answer = options.ValueBytes + AnswerBytes;
    }

    /// <summary>Connects to the server of a URL. Throws <see cref="LuaFault"/>.</summary>
    internal static async ValueTask<IStoreBackend> Open(StoreOptions options, CancellationToken cancel)
    {
        var url = RedisUrl.Parse(options.Url);
        var access = new RedisAccess(url.Tls ? Authorities.Load(options.CaFile) : null, options.Durable);
        var backend = new RedisBackend(options, url, access);
        try
        {
            await backend.Version(cancel);
            return backend;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    public ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel) => Get(key.ToArray(), cancel);

    public ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel) =>
        Apply("", clear: false, writes, cancel);

    public async ValueTask Clear(CancellationToken cancel) =>
        _ = await Apply("", clear: true, ReadOnlyMemory<StoreWrite>.Empty, cancel);

    public ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes,
        CancellationToken cancel) => Next(after.ToArray(), count, bytes, cancel);

    public async ValueTask<StoreSize> Size(CancellationToken cancel)
    {
        var reply = await Run(RedisScripts.Size, [], AnswerBytes, cancel);
        return new StoreSize(reply[0].Number, reply[1].Number);
    }

    /// <summary>
    /// Optimistic: nothing is locked. Its writes stay here until the commit, which finds that the table's version is
    /// another one if anybody has written meanwhile. So does one that has only read, which then saw two tables in one.
    /// </summary>
    public async ValueTask<IStoreTransaction> Begin(CancellationToken cancel)
    {
        var version = await Version(cancel);
        return new OverlayTransaction(this, _options,
            (clear, writes, stop) => clear || !writes.IsEmpty ? Apply(version, clear, writes, stop) : Check(version, stop),
            static () => { });
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<StoreValue> Get(byte[] key, CancellationToken cancel)
    {
        var reply = await Run(RedisScripts.Get, [key], _answer, cancel);
        return reply.Count == 0 ? default : new StoreValue(reply[0].Bytes, reply[1].Number);
    }

    private async ValueTask<IReadOnlyList<StoreEntry>> Next(byte[] after, int count, long bytes, CancellationToken cancel)
    {
        var most = Math.Min(bytes, int.MaxValue) + _answer + count * EntryBytes;
        var reply = await Run(RedisScripts.Next, [after, Digits(count), Digits(bytes)], most, cancel);
        var entries = new StoreEntry[reply.Count / 3];
        for (var i = 0; i < entries.Length; i++)
        {
            var (key, value) = (reply[3 * i].Bytes, reply[3 * i + 1].Bytes);
            entries[i] = new StoreEntry(key ?? [], value ?? [], reply[3 * i + 2].Number);
        }
        return entries;
    }

    private async ValueTask<int> Apply(string version, bool clear, ReadOnlyMemory<StoreWrite> writes,
        CancellationToken cancel)
    {
        var reply = await Run(RedisScripts.Apply, Arguments(version, clear, writes.Span), AnswerBytes, cancel);
        switch (reply[0].Number)
        {
            case RedisScripts.Done:
                return (int)reply[1].Number;
            case RedisScripts.Conflict:
                throw Conflict();
            case RedisScripts.KeyCap:
                StoreCaps.Check(_options, default, new StoreSize(long.MaxValue, 0));
                break;
            case RedisScripts.ByteCap:
                StoreCaps.Check(_options, default, new StoreSize(0, long.MaxValue));
                break;
        }
        throw RedisErrors.Unexpected();
    }

    private ReadOnlyMemory<byte>[] Arguments(string version, bool clear, ReadOnlySpan<StoreWrite> writes)
    {
        var arguments = new ReadOnlyMemory<byte>[5 + 3 * writes.Length];
        arguments[0] = Encoding.ASCII.GetBytes(version);
        arguments[1] = Digits(_options.KeyCap);
        arguments[2] = Digits(_options.ByteCap);
        arguments[3] = Digits(clear ? 1 : 0);
        arguments[4] = Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")[..16]);
        for (var i = 0; i < writes.Length; i++)
        {
            var (key, value, expires) = writes[i];
            arguments[5 + 3 * i] = key;
            arguments[6 + 3 * i] = value == null ? s_delete
                : expires == 0 ? s_never : Digits(Math.Clamp(expires, 1, LatestTime));
            arguments[7 + 3 * i] = value;
        }
        return arguments;
    }

    private async ValueTask<int> Check(string version, CancellationToken cancel) =>
        await Version(cancel) == version ? 0 : throw Conflict();

    private static StoreConflict Conflict() => new("the table was written to by others during the transaction");

    private async ValueTask<string> Version(CancellationToken cancel) =>
        Encoding.ASCII.GetString((await Run(RedisScripts.Begin, [], AnswerBytes, cancel)).Bytes ?? []);

    private ValueTask<RespReply> Run(RedisScript script, ReadOnlyMemory<byte>[] arguments, long most,
        CancellationToken cancel) => _client.Run(new RedisCall(script, _keys, arguments, most), cancel);

    private static byte[] Digits(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
