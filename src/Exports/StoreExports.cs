using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store;
using LuaVm.Store.Documents;

namespace LuaVm.Exports;

/// <summary>Section "Stores" of luavm.h.</summary>
internal static unsafe class StoreExports
{
    private const int StoreMaximum = 65_535;
    private const nuint EntriesMaximum = 1_000_000;
    private const nuint ListMaximum = 100_000;
    private const long ListBytes = 16 << 20;
    private const string NoSuchStore = "no such store: the handle is 0, was freed, or was never made by this process";

    private static readonly HandleTable<HeldStore> s_stores = new(static store => store.Handle);
    private static int s_count;

    [UnmanagedCallersOnly(EntryPoint = "managed_store_open", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Open(AbiStoreOptions* options, ulong* store, LuaBytes** error)
    {
        try
        {
            if (store == null) throw new LuaFault(Status.Argument, "store is NULL; pass where the handle goes");
            if (options == null) throw new LuaFault(Status.Argument, "options is NULL; pass a luavm_store_options");
            *store = Add(*options);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_get", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Get(ulong store, LuaValue* key, LuaResult** result)
    {
        try
        {
            CheckResult(result);
            using var table = Use(store);
            var found = Waiting.For(table.Backend.Get(StoreData.Key(key), CancellationToken.None));
            return Answer(StoreData.Value(found.Bytes), result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_put", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Put(ulong store, AbiStoreEntry* entries, nuint count, LuaBytes** error)
    {
        try
        {
            if (count > EntriesMaximum)
            {
                throw new LuaFault(Status.Argument,
                    $"entries are {Quantity.Count(count)}, the most is {Quantity.Count(EntriesMaximum)}; put them in parts");
            }
            if (entries == null && count != 0) throw new LuaFault(Status.Argument, $"entries is NULL but there are {count}");
            using var table = Use(store);
            StoreData.Put(table, new ReadOnlySpan<AbiStoreEntry>(entries, (int)count));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_delete", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Delete(ulong store, LuaValue* key, int* existed, LuaBytes** error)
    {
        try
        {
            Envelope.CheckValue(key, "key");
            using var table = Use(store);
            var deleted = StoreData.Put(table, [new AbiStoreEntry { Key = *key }]);
            if (existed != null) *existed = deleted;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_list", CallConvs = [typeof(CallConvCdecl)])]
    internal static int List(ulong store, LuaValue* after, nuint limit, LuaResult** result)
    {
        try
        {
            CheckResult(result);
            if (limit is 0 or > ListMaximum)
                throw new LuaFault(Status.Argument, $"limit is {limit}; pass 1 to {Quantity.Count(ListMaximum)}");
            using var table = Use(store);
            var behind = after == null ? [] : StoreData.Key(after);
            var entries = Waiting.For(table.Backend.Next(behind, (int)limit, ListBytes, CancellationToken.None));
            return Answer(StoreData.List(entries), result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_export", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Export(ulong store, LuaBytes** document, LuaBytes** error)
    {
        try
        {
            if (document == null) throw new LuaFault(Status.Argument, "document is NULL; pass where the buffer goes");
            using var table = Use(store);
            using var text = new ProcessBuffer();
            StoreWriter.Write(table, text);
            *document = NativeMethods.shim_buffer_new(text.Data, (nuint)text.Length);
            return *document != null ? (int)Status.Ok : throw new OutOfMemoryException();
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_import", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Import(ulong store, byte* document, nuint length, ulong* count, LuaBytes** error)
    {
        try
        {
            Envelope.CheckBytes(document, length, int.MaxValue, "document");
            if (length == 0) throw new LuaFault(Status.Argument, "document is empty; even of an empty store it has two lines");
            using var table = Use(store);
            var entries = StoreReader.Import(table, new ReadOnlySpan<byte>(document, (int)length));
            if (count != null) *count = (ulong)entries;
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_stats", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Stats(ulong store, AbiStoreStatistics* statistics, LuaBytes** error)
    {
        try
        {
            if (statistics == null)
                throw new LuaFault(Status.Argument, "statistics is NULL; pass a luavm_store_statistics");
            Envelope.CheckSize(statistics->StructSize, sizeof(AbiStoreStatistics), "luavm_store_statistics");
            *statistics = new AbiStoreStatistics { StructSize = (uint)sizeof(AbiStoreStatistics) };
            using var table = Use(store);
            var size = Waiting.For(table.Backend.Size(CancellationToken.None));
            statistics->KeyCount = (ulong)size.Keys;
            statistics->ByteCount = (ulong)size.Bytes;
            statistics->KeyCap = Cap(table.Options.KeyCap);
            statistics->ByteCap = Cap(table.Options.ByteCap);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_store_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Free(ulong store)
    {
        if (store == 0) return (int)Status.Ok;
        try
        {
            var found = s_stores.Find(store);
            if (found is null || !s_stores.Remove(store, static held => held.End())) return (int)Status.Handle;
            Interlocked.Decrement(ref s_count);
            found.Table.Dispose();
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    /// <summary>A store, held until it is disposed of once. Throws <see cref="LuaFault"/>.</summary>
    internal static PersistentTable Use(ulong store)
    {
        var found = s_stores.Find(store)?.Table;
        return found is not null && found.TryHold() ? found : throw new LuaFault(Status.Handle, NoSuchStore);
    }

    private static ulong Add(in AbiStoreOptions options)
    {
        if (Interlocked.Increment(ref s_count) > StoreMaximum)
        {
            Interlocked.Decrement(ref s_count);
            throw new LuaFault(Status.Quota,
                $"{Quantity.Count(StoreMaximum)} stores are open, the most there can be; free some");
        }
        try
        {
            var table = StoreOpening.Open(options);
            return s_stores.Add(handle => new HeldStore(handle, table));
        }
        catch
        {
            Interlocked.Decrement(ref s_count);
            throw;
        }
    }

    private static int Answer(LuaResult* made, LuaResult** result)
    {
        *result = made;
        return made != null ? (int)Status.Ok : throw new OutOfMemoryException();
    }

    private static ulong Cap(long cap) => cap == long.MaxValue ? Quantity.Unlimited : (ulong)cap;

    private static void CheckResult(LuaResult** result)
    {
        if (result == null) throw new LuaFault(Status.Argument, "result is NULL; pass where the block goes");
    }
}
