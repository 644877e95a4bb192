using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store.Host;

namespace LuaVm.Tests.Store;

/// <summary>
/// Callbacks as a host writes them: entries in a sorted table. What they answer lies in one piece of memory that the next
/// call writes over.
/// </summary>
internal sealed unsafe class HostMemory
{
    private readonly SortedDictionary<byte[], (byte[] Value, ulong Expires)> _entries =
        new(Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)));

    private readonly byte* _answer = (byte*)NativeMemory.Alloc(1 << 16);
    private int _inside;

    internal StoreCallbacks Callbacks => new()
    {
        StructSize = (uint)sizeof(StoreCallbacks),
        User = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(this)),
        Get = &Get,
        Set = &Set,
        Remove = &Remove,
        Size = &Size,
        Next = &Next,
        Release = &Release,
    };

    /// <summary>What to answer to a call by its name, if it is not to do what it is for.</summary>
    internal Func<string, Status> Fails { get; set; } = static _ => Status.Ok;

    /// <summary>Changes answers, as a host at fault does.</summary>
    internal Func<string, StoreAnswer, StoreAnswer>? Changes { get; set; }

    /// <summary>Runs within each call.</summary>
    internal Action<string>? During { get; set; }

    internal int Released { get; private set; }

    internal bool Overlapped { get; private set; }

    internal List<string> Calls { get; } = [];

    internal IEnumerable<byte[]> Keys => _entries.Keys;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Get(void* user, LuaBytes* key, StoreAnswer* answer) => At(user).Do("get", answer, (k, _, m) =>
    {
        if (!m._entries.TryGetValue(k, out var found)) return default;
        return new StoreAnswer { Found = 1, Value = m.Give(found.Value), ExpiresMs = found.Expires };
    }, key);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Set(void* user, LuaBytes* key, LuaBytes* value, ulong expires, StoreAnswer* answer) =>
        At(user).Do("set", answer, (k, v, m) =>
        {
            m._entries[k] = (v, expires);
            return default;
        }, key, value);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Remove(void* user, LuaBytes* key, StoreAnswer* answer) => At(user).Do("remove", answer, (k, _, m) =>
    {
        m._entries.Remove(k);
        return default;
    }, key);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Size(void* user, StoreAnswer* answer) => At(user).Do("size", answer, (_, _, m) => new StoreAnswer
    {
        KeyCount = (ulong)m._entries.Count,
        ByteCount = (ulong)m._entries.Sum(e => e.Key.Length + e.Value.Value.Length),
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Next(void* user, LuaBytes* after, StoreAnswer* answer) => At(user).Do("next", answer, (k, _, m) =>
    {
        foreach (var key in m._entries.Keys)
        {
            if (key.AsSpan().SequenceCompareTo(k) > 0) return new StoreAnswer { Found = 1, Key = m.Give(key) };
        }
        return default;
    }, after);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* user) => At(user).Released++;

    private static HostMemory At(void* user) => (HostMemory)GCHandle.FromIntPtr((nint)user).Target!;

    private int Do(string name, StoreAnswer* answer, Func<byte[], byte[], HostMemory, StoreAnswer> work, LuaBytes* key = null,
        LuaBytes* value = null)
    {
        if (Interlocked.Increment(ref _inside) != 1) Overlapped = true;
        new Span<byte>(_answer, 1 << 16).Fill(0xee); // what was answered before is gone
        Calls.Add(name);
        During?.Invoke(name);
        var status = Fails(name);
        if (status == Status.Ok)
        {
            var made = work(key == null ? [] : key->Span.ToArray(), value == null ? [] : value->Span.ToArray(), this);
            made.StructSize = answer->StructSize;
            *answer = Changes is null ? made : Changes(name, made);
        }
        else
        {
            answer->Message = Give("no luck"u8);
        }
        Interlocked.Decrement(ref _inside);
        return (int)status;
    }

    private LuaBytes Give(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(new Span<byte>(_answer, 1 << 16));
        return new LuaBytes { Data = _answer, Length = (nuint)bytes.Length };
    }
}
