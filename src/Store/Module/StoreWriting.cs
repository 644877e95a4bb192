using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;

namespace LuaVm.Store.Module;

/// <summary>What scripts write to a table.</summary>
internal static unsafe class StoreWriting
{
    private const double LongestTtl = 1e10; // seconds: 300 years

    /// <summary>s[key] = value</summary>
    public static void Assign(ref ServiceCall call)
    {
        var key = call[1];
        if (key.Type == LuaType.Bytes && StoreModule.IsMethod(key.Bytes->Span))
        {
            var name = System.Text.Encoding.ASCII.GetString(key.Bytes->Span);
            throw new LuaFault(Status.Runtime,
                $"'{name}' is a method of stores; write that key with s:set(\"{name}\", value), read it with s:get(\"{name}\")");
        }
        Put(call.Target<StoreObject>(), key, call[2], 0);
    }

    /// <summary>s:set(key, value [, {ttl = seconds}])</summary>
    public static void Set(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        Put(store, call[1], call[2], Expires(ref call, store, 3));
    }

    /// <summary>s:delete(key) -> existed</summary>
    public static void Delete(ref ServiceCall call) =>
        call.Return(Put(call.Target<StoreObject>(), call[1], default, 0) > 0);

    /// <summary>s:clear()</summary>
    public static void Clear(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        store.CheckWrite();
        store.Session.Version++;
        store.Session.Wait(store.View().Clear(store.Session.Abort.Token));
    }

    /// <summary>s:update(table [, {ttl = seconds}]): all of its entries or none</summary>
    public static void Update(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        var table = Required(ref call, 1, "entries");
        var expires = Expires(ref call, store, 2);
        var batch = new WriteBatch(store);
        try
        {
            for (nuint i = 0; i < table->ItemCount; i++)
                batch.Add(new LuaValue { Type = LuaType.Integer, Integer = (long)i + 1 }, table->Items[i], expires);
            for (nuint i = 0; i < table->PairCount; i++)
                batch.Add(table->Pairs[i].Key, table->Pairs[i].Value, expires);
            batch.Apply();
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>s:batch{{key, value [, ttl = seconds]}, {key}, ...}: in order, all or none; without a value it deletes</summary>
    public static void Batch(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        var writes = Required(ref call, 1, "writes");
        if (writes->PairCount > 0) throw call.Bad(1, "writes: a list of {key, value} expected, it has other keys");
        var batch = new WriteBatch(store);
        try
        {
            for (nuint i = 0; i < writes->ItemCount; i++)
            {
                var write = writes->Items[i];
                if (write.Type != LuaType.Table || write.Flags != 0 || write.Table->ItemCount is not (1 or 2))
                    throw call.Bad(1, $"writes: item {i + 1} is no {{key, value}} or {{key}}");
                var value = write.Table->ItemCount == 2 ? write.Table->Items[1] : default;
                batch.Add(write.Table->Items[0], value, Expires(ref call, store, write.Table, 1));
            }
            batch.Apply();
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>s:incr(key [, n]) -> the sum</summary>
    public static void Increment(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        var by = call.IsNil(2) ? new LuaValue { Type = LuaType.Integer, Integer = 1 } : call[2];
        if (by.Type is not (LuaType.Integer or LuaType.Number)) throw call.Bad(2, "n: number expected");
        store.CheckWrite();
        var key = store.Session.Key(call[1]).ToArray();
        var sum = store.Session.Scope is not null ? StoreCounter.Add(store, store.View(), key, by)
            : StoreCounter.Add(store, key, by);
        call.Return(sum);
    }

    private static int Put(StoreObject store, in LuaValue key, in LuaValue value, long expires)
    {
        using var batch = new WriteBatch(store);
        batch.Add(key, value, expires);
        return batch.Apply();
    }

    private static LuaTable* Required(ref ServiceCall call, int i, string what)
    {
        var table = call.Table(i, what);
        return table != null ? table : throw call.Bad(i, $"{what}: table expected, got nil");
    }

    /// <summary>The option `ttl` in milliseconds; 0: it is not there. Throws <see cref="LuaFault"/>.</summary>
    public static ulong Ttl(ref ServiceCall call, int i)
    {
        var options = call.Table(i, "options");
        if (options == null) return 0;
        if (options->ItemCount > 0) throw call.Bad(i, "options: ttl is the only one");
        return Ttl(ref call, options, i);
    }

    private static long Expires(ref ServiceCall call, StoreObject store, int i) => Expires(store, Ttl(ref call, i));

    private static long Expires(ref ServiceCall call, StoreObject store, LuaTable* options, int i) =>
        Expires(store, Ttl(ref call, options, i));

    private static long Expires(StoreObject store, ulong ttl) => ttl == 0 ? 0 : store.Table.ExpiresIn(ttl);

    private static ulong Ttl(ref ServiceCall call, LuaTable* options, int i)
    {
        if (options->PairCount == 0) return 0;
        ref readonly var pair = ref options->Pairs[0];
        if (options->PairCount > 1 || pair.Key.Type != LuaType.Bytes || !pair.Key.Bytes->Span.SequenceEqual("ttl"u8))
            throw call.Bad(i, "options: ttl is the only one");
        var seconds = pair.Value.Type switch
        {
            LuaType.Integer => pair.Value.Integer,
            LuaType.Number => pair.Value.Number,
            _ => throw call.Bad(i, "ttl: number of seconds expected"),
        };
        if (seconds is > 0 and <= LongestTtl) return (ulong)Math.Ceiling(seconds * 1000);
        throw call.Bad(i, "ttl: from above 0 to 1e10 seconds expected");
    }
}
