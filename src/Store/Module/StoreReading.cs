using LuaVm.Core.Services;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Module;

/// <summary>What scripts read of a table.</summary>
internal static unsafe class StoreReading
{
    /// <summary>s[key], for what is no method.</summary>
    public static void Index(ref ServiceCall call)
    {
        if (!TryGet(ref call)) call.ReturnNil();
    }

    /// <summary>s:get(key [, default])</summary>
    public static void Get(ref ServiceCall call)
    {
        if (!TryGet(ref call)) call.Return(call[2]);
    }

    /// <summary>s:size() -> keys, bytes</summary>
    public static void Size(ref ServiceCall call)
    {
        var size = SizeOf(call.Target<StoreObject>());
        call.Return(size.Keys);
        call.Return(size.Bytes);
    }

    /// <summary>#s</summary>
    public static void Length(ref ServiceCall call) => call.Return(SizeOf(call.Target<StoreObject>()).Keys);

    /// <summary>pairs(s)</summary>
    public static void Pairs(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        _ = store.View();
        call.ReturnObject(StoreCursor.Class, new StoreCursor(store));
        call.Return(call[0]);
        call.ReturnNil();
    }

    /// <summary>s:keys(), in order</summary>
    public static void Keys(ref ServiceCall call)
    {
        const int Cost = 64; // an array and a place in the list
        var store = call.Target<StoreObject>();
        var cursor = new StoreCursor(store);
        var keys = new List<byte[]>();
        long charged = 0, text = 0;
        try
        {
            while (cursor.TryNext(out var entry))
            {
                call.Host.Charge(Cost + entry.Key.Length);
                charged += Cost + entry.Key.Length;
                text += entry.Key.Length;
                keys.Add(entry.Key);
            }
            call.Return(List(ref call, keys, text));
        }
        finally
        {
            cursor.Dispose();
            call.Host.Discharge(charged);
        }
    }

    /// <summary>Answers with a stored value.</summary>
    public static void Return(ref ServiceCall call, byte[] value)
    {
        call.Host.Spend(value.Length / 256);
        if (!ValueReader.TryReadScalar(value, out var scalar, out var text))
        {
            call.Return(ValueReader.Build(value, call.Memory((nuint)ValueReader.Measure(value))));
        }
        else if (scalar.Type == LuaType.Bytes)
        {
            call.Return(text);
        }
        else
        {
            call.Return(scalar);
        }
    }

    /// <summary>Answers with a key.</summary>
    public static void ReturnKey(ref ServiceCall call, byte[] key)
    {
        if (!KeyCodec.TryRead(key, out var value, out var text)) throw KeyCodec.Damaged();
        if (value.Type == LuaType.Bytes) call.Return(text);
        else call.Return(value);
    }

    private static bool TryGet(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        var found = store.Get(store.Session.Key(call[1]));
        if (found.Bytes is null) return false;
        Return(ref call, found.Bytes);
        return true;
    }

    private static StoreSize SizeOf(StoreObject store) =>
        store.Session.Wait(store.View().Size(store.Session.Abort.Token));

    private static LuaValue List(ref ServiceCall call, List<byte[]> keys, long text)
    {
        var bytes = sizeof(LuaTable) + (keys.Count * (long)(sizeof(LuaValue) + sizeof(LuaBytes))) + text;
        var table = (LuaTable*)call.Memory((nuint)bytes);
        var items = (LuaValue*)(table + 1);
        var strings = (LuaBytes*)(items + keys.Count);
        var at = (byte*)(strings + keys.Count);
        *table = new LuaTable { ItemCount = (nuint)keys.Count, Items = items };
        for (var i = 0; i < keys.Count; i++)
        {
            if (!KeyCodec.TryRead(keys[i], out items[i], out var key)) throw KeyCodec.Damaged();
            if (items[i].Type != LuaType.Bytes) continue;
            key.CopyTo(new Span<byte>(at, key.Length));
            strings[i] = new LuaBytes { Data = at, Length = (nuint)key.Length };
            items[i].Bytes = &strings[i];
            at += key.Length;
        }
        return new LuaValue { Type = LuaType.Table, Table = table };
    }
}
