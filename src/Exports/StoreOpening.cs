using System.Text;
using LuaVm.Core;
using LuaVm.Policies;
using LuaVm.Store;
using LuaVm.Store.Host;

namespace LuaVm.Exports;

/// <summary>Reads luavm_store_options, and opens what they say. Throws <see cref="LuaFault"/>.</summary>
internal static unsafe class StoreOpening
{
    private const uint Durable = 1, ReadOnly = 2;
    private const int UrlMaximum = 4_096;
    private const int TableMaximum = 128;
    private const ulong ValueMaximum = 1UL << 30;

    internal static PersistentTable Open(in AbiStoreOptions given)
    {
        Envelope.CheckSize(given.StructSize, sizeof(AbiStoreOptions), "luavm_store_options");
        Envelope.CheckFlags(given.Flags, Durable | ReadOnly, "luavm_store_options");
        var options = Read(given);
        if (given.Backend != null) return Open(options, *given.Backend);
        StoreKinds.Ready();
        return Waiting.For(StoreUrl.Open(options, CancellationToken.None));
    }

    private static PersistentTable Open(StoreOptions options, in StoreCallbacks callbacks)
    {
        Envelope.CheckSize(callbacks.StructSize, sizeof(StoreCallbacks), "luavm_store_backend");
        Envelope.CheckFlags(callbacks.Flags, 0, "luavm_store_backend");
        if (options.Url.Length > 0)
            throw new LuaFault(Status.Argument, "a store has a url or a backend; leave one of them empty");
        if (callbacks.Get == null || callbacks.Set == null || callbacks.Remove == null || callbacks.Size == null
            || callbacks.Next == null)
        {
            throw new LuaFault(Status.Argument, "a callback of luavm_store_backend is NULL; release is the only one that may be");
        }
        StoreUrl.CheckTable(options.Table);
        var backend = new HostBackend(options, callbacks);
        try
        {
            return new PersistentTable(options, backend);
        }
        catch
        {
            backend.Abandon();
            throw;
        }
    }

    private static StoreOptions Read(in AbiStoreOptions given)
    {
        var defaults = new StoreOptions();
        var table = Text(given.Table, given.TableLength, TableMaximum, "table");
        var group = QuotaExports.Name(given.Group, given.GroupLength);
        if (given.ValueBytes > ValueMaximum)
        {
            throw new LuaFault(Status.Argument,
                $"value_bytes is {Quantity.Bytes(given.ValueBytes)}, the most is {Quantity.Bytes(ValueMaximum)}");
        }
        return defaults with
        {
            Url = Text(given.Url, given.UrlLength, UrlMaximum, "url"),
            Table = table.Length == 0 ? defaults.Table : table,
            Durable = (given.Flags & Durable) != 0,
            ReadOnly = (given.Flags & ReadOnly) != 0,
            KeyCap = Or(given.KeyCap, defaults.KeyCap),
            ByteCap = Or(given.ByteCap, defaults.ByteCap),
            ValueBytes = given.ValueBytes == 0 ? defaults.ValueBytes : (int)given.ValueBytes,
            Timeout = given.TimeoutMs == 0 ? defaults.Timeout : TimeSpan.FromMilliseconds(Math.Min(given.TimeoutMs, int.MaxValue)),
            Group = group.Length == 0 ? null : () => QuotaGroup.Of(group),
        };
    }

    private static long Or(ulong given, long otherwise) => given == 0 ? otherwise : (long)Math.Min(given, long.MaxValue);

    private static string Text(byte* data, nuint length, nuint most, string name)
    {
        Envelope.CheckBytes(data, length, most, name);
        var bytes = new ReadOnlySpan<byte>(data, (int)length);
        if (!System.Text.Unicode.Utf8.IsValid(bytes) || bytes.Contains((byte)0))
            throw new LuaFault(Status.Argument, $"{name} is not UTF-8, or has a NUL in it");
        return Encoding.UTF8.GetString(bytes);
    }
}
