using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Host;

/// <summary>
/// The callbacks of a host, one call each. What they answer is copied before the next one. One thread at a time; what they
/// get wrong is a <see cref="LuaFault"/>.
/// </summary>
internal sealed unsafe class HostCalls(StoreCallbacks callbacks)
{
    private const int MessageMaximum = 1_024;

    [ThreadStatic]
    private static HostCalls? t_running;

    private HostCalls? _around;

    /// <summary>Throws a <see cref="LuaFault"/> on a thread that is within one of the calls.</summary>
    internal void CheckOutside()
    {
        for (var running = t_running; running is not null; running = running._around)
        {
            if (running != this) continue;
            throw new LuaFault(Status.Busy, "a callback of a store cannot use that store");
        }
    }

    internal StoreValue Get(ReadOnlySpan<byte> key)
    {
        fixed (byte* data = key)
        {
            var bytes = new LuaBytes { Data = data, Length = (nuint)key.Length };
            var answer = Empty;
            var around = Enter();
            var status = callbacks.Get(callbacks.User, &bytes, &answer);
            Leave(around);
            Check(status, "get", answer);
            if (!Found(answer, "get")) return default;
            return new StoreValue(Copy(answer.Value, "value"), (long)Math.Min(answer.ExpiresMs, long.MaxValue));
        }
    }

    internal void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expires)
    {
        fixed (byte* keyData = key, valueData = value)
        {
            var bytes = new LuaBytes { Data = keyData, Length = (nuint)key.Length };
            var content = new LuaBytes { Data = valueData, Length = (nuint)value.Length };
            var answer = Empty;
            var around = Enter();
            var status = callbacks.Set(callbacks.User, &bytes, &content, (ulong)expires, &answer);
            Leave(around);
            Check(status, "set", answer);
        }
    }

    internal void Remove(ReadOnlySpan<byte> key)
    {
        fixed (byte* data = key)
        {
            var bytes = new LuaBytes { Data = data, Length = (nuint)key.Length };
            var answer = Empty;
            var around = Enter();
            var status = callbacks.Remove(callbacks.User, &bytes, &answer);
            Leave(around);
            Check(status, "remove", answer);
        }
    }

    internal StoreSize Size()
    {
        var answer = Empty;
        var around = Enter();
        var status = callbacks.Size(callbacks.User, &answer);
        Leave(around);
        Check(status, "size", answer);
        return new StoreSize((long)Math.Min(answer.KeyCount, long.MaxValue), (long)Math.Min(answer.ByteCount, long.MaxValue));
    }

    /// <summary>Null: there are no more.</summary>
    internal byte[]? Next(ReadOnlySpan<byte> after)
    {
        fixed (byte* data = after)
        {
            var bytes = new LuaBytes { Data = data, Length = (nuint)after.Length };
            var answer = Empty;
            var around = Enter();
            var status = callbacks.Next(callbacks.User, &bytes, &answer);
            Leave(around);
            Check(status, "next", answer);
            if (!Found(answer, "next")) return null;
            if (answer.Key.Length > KeyCodec.Maximum) throw Wrong("'next' gives a key that is too long");
            var key = Copy(answer.Key, "key");
            return key.AsSpan().SequenceCompareTo(after) > 0 ? key
                : throw Wrong("'next' gives a key that is not behind the one it was asked about");
        }
    }

    internal void Release()
    {
        if (callbacks.Release != null) callbacks.Release(callbacks.User);
    }

    private static StoreAnswer Empty => new() { StructSize = (uint)sizeof(StoreAnswer) };

    private HostCalls? Enter()
    {
        _around = t_running;
        t_running = this;
        return _around;
    }

    private void Leave(HostCalls? around)
    {
        t_running = around;
        _around = null;
    }

    private static bool Found(in StoreAnswer answer, string call) => answer.Found switch
    {
        0 => false,
        1 => true,
        _ => throw Wrong($"'{call}' sets found to neither 0 nor 1"),
    };

    private static byte[] Copy(in LuaBytes bytes, string what)
    {
        if (bytes.Data == null && bytes.Length != 0) throw Wrong($"a {what} is NULL but has a length");
        if (bytes.Length > (nuint)Array.MaxLength) throw Wrong($"a {what} is too long");
        return bytes.Span.ToArray();
    }

    private static void Check(int status, string call, in StoreAnswer answer)
    {
        if (status == (int)Status.Ok) return;
        var known = (Status)status is Status.Network or Status.Timeout or Status.Quota or Status.Memory;
        var message = answer.Message.Data != null && answer.Message.Length is > 0 and <= MessageMaximum
            ? ": " + System.Text.Encoding.UTF8.GetString(answer.Message.Span)
            : "";
        throw new LuaFault(known ? (Status)status : Status.Runtime, $"the host's store failed at '{call}'{message}");
    }

    private static LuaFault Wrong(string what) => new(Status.Runtime, $"the host's store is at fault: {what}");
}
