using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Cache;

/// <summary>Lua values in a cache: in the encoding of stores, the long ones compressed.</summary>
internal sealed class CacheValues(ByteCache cache)
{
    internal const int KeyMaximum = 1_024;
    internal const int TenantMaximum = 256;

    /// <summary>Longest value, encoded.</summary>
    internal const int ValueMaximum = 256 << 20;

    /// <summary>300 years in milliseconds.</summary>
    private const ulong LongestTtl = 10_000_000_000_000;

    /// <summary>What deflate takes besides its output.</summary>
    private const int DeflateBytes = 300 << 10;

    internal ByteCache Cache => cache;

    /// <summary>False: it was not the time to. Throws <see cref="LuaFault"/>.</summary>
    /// <param name="payer">Of what this takes meanwhile.</param>
    /// <param name="tenant">Whose key it is.</param>
    /// <param name="key">Which.</param>
    /// <param name="value">Not nil.</param>
    /// <param name="ttl">Or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="when">If not always.</param>
    internal bool Put(IPayer payer, ReadOnlySpan<byte> tenant, ReadOnlySpan<byte> key, in LuaValue value, TimeSpan ttl,
        PutWhen when = default)
    {
        using var buffer = ValueBuffer.Lend(payer);
        Encode(buffer, value);
        var plain = buffer.Written;
        if ((ulong)plain.Length < ServiceCaps.Current.CacheCompressBytes)
            return cache.Put(payer.Keeper, tenant, key, new CacheBytes(plain, plain.Length), ttl, when);
        var room = (long)plain.Length + DeflateBytes;
        payer.Charge(room);
        try
        {
            payer.Spend(plain.Length / 32);
            var kept = new byte[plain.Length];
            var length = CacheCodec.Compress(plain, kept);
            var bytes = length == 0 ? plain : kept.AsSpan(0, length);
            return cache.Put(payer.Keeper, tenant, key, new CacheBytes(bytes, plain.Length), ttl, when);
        }
        finally
        {
            payer.Discharge(room);
        }
    }

    /// <param name="milliseconds">0: not given.</param>
    /// <param name="otherwise">What then.</param>
    internal static TimeSpan Time(ulong milliseconds, TimeSpan otherwise) => milliseconds switch
    {
        0 => otherwise,
        <= LongestTtl => TimeSpan.FromMilliseconds((double)milliseconds),
        _ => Timeout.InfiniteTimeSpan,
    };

    private static void Encode(ByteBuffer buffer, in LuaValue value)
    {
        try
        {
            ValueWriter.Write(buffer, value, ValueMaximum);
        }
        catch (LuaFault fault) when (fault.Message == ValueWriter.TooLong)
        {
            throw new LuaFault(Status.Argument, $"the value is longer than {Quantity.Bytes(ValueMaximum)}");
        }
    }
}
