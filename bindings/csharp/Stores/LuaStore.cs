using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A persistent table: keys and values that lie outside of VMs and outlive them. Scripts reach it where their
/// policy was given it: <see cref="LuaPolicy.SetStore"/>.</summary>
/// <remarks>Keys are strings, numbers and booleans; values also lists and dictionaries of them, plain data alone. Owns:
/// dispose of it; a forgotten one is freed by its finalizer. Threads: any, at once.</remarks>
public sealed unsafe class LuaStore : IDisposable
{
    private const int PageSize = 1_000;

    private readonly StoreHandle handle;
    private readonly StoreBinding? binding;

    /// <summary>Opens a store.</summary>
    /// <param name="url">"memory:"; "sqlite:PATH", a file that is made if it is not there;
    /// "redis://[user:password@]host[:port][/database]", "rediss://...".</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="InvalidArgumentException">There is no such URL or table.</exception>
    /// <exception cref="LuaVmException">It cannot be opened.</exception>
    public LuaStore(string url = "memory:", LuaStoreOptions? options = null) =>
        handle = new StoreHandle(url, null, options ?? new LuaStoreOptions());

    /// <summary>Opens a store that this program keeps.</summary>
    /// <inheritdoc cref="LuaStore(string, LuaStoreOptions?)"/>
    public LuaStore(LuaStoreBackend backend, LuaStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        binding = new StoreBinding(backend);
        handle = binding.Open(options ?? new LuaStoreOptions());
    }

    internal ulong Value => handle.Value;

    /// <summary>The value of a key as <see cref="LuaValue.ToObject"/> converts it; null: there is none. Setting null
    /// deletes.</summary>
    /// <param name="key">A string, a number or a boolean; 1.0 and 1 are one key.</param>
    /// <exception cref="LuaVmException">The store failed, or refused it.</exception>
    public object? this[LuaValue key]
    {
        get => Get<object>(key);
        set => Put(key, LuaValue.From(value));
    }

    /// <summary>The value of a key as a type of .NET; the default where there is none.</summary>
    /// <param name="key">A string, a number or a boolean.</param>
    /// <typeparam name="T">As for <see cref="LuaValue.As{T}"/>.</typeparam>
    /// <exception cref="InvalidCastException">The value is no such type.</exception>
    /// <exception cref="LuaVmException">The store failed, or refused it.</exception>
    public T? Get<T>(LuaValue key)
    {
        using var writer = ValueWriter.Take(null, null, "key #");
        var wanted = writer.Write(key);
        luavm_result* block;
        var status = Abi.store_get(handle.Value, &wanted, &block);
        using var result = Require(status, block);
        var found = new LuaValue(result, result.Block->values[0]);
        return found.IsNil ? default : found.As<T>();
    }

    /// <summary>Puts an entry, in place of what is there; nil deletes.</summary>
    /// <param name="key">A string, a number or a boolean.</param>
    /// <param name="value">Plain data.</param>
    /// <param name="ttl">How long it stays; null: for good.</param>
    /// <exception cref="LuaVmException">The store failed, or refused it.</exception>
    public void Put(LuaValue key, LuaValue value, TimeSpan? ttl = null) => Put([new(key, value)], ttl);

    /// <summary>Puts all entries, in order, or none of them.</summary>
    /// <param name="entries">At most 1,000,000.</param>
    /// <param name="ttl">How long they stay; null: for good.</param>
    /// <exception cref="LuaVmException">The store failed, or refused them.</exception>
    public void Put(IReadOnlyCollection<KeyValuePair<LuaValue, LuaValue>> entries, TimeSpan? ttl = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var stays = Limit.Milliseconds(ttl);
        using var writer = ValueWriter.Take(null, null, "entry #");
        var native = new luavm_store_entry[entries.Count];
        var at = 0;
        foreach (var (key, value) in entries)
        {
            if (at == native.Length) break; // it grows meanwhile
            native[at++] = new luavm_store_entry
            {
                key = writer.Write(key),
                value = writer.Write(value),
                ttl_ms = stays == Abi.LUAVM_UNLIMITED ? 0 : stays,
            };
        }
        luavm_buffer* error;
        luavm_status status;
        fixed (luavm_store_entry* first = native) status = Abi.store_put(handle.Value, first, (nuint)at, &error);
        Check(status, error);
    }

    /// <summary>Deletes a key; whether it was there.</summary>
    /// <param name="key">A string, a number or a boolean.</param>
    /// <exception cref="LuaVmException">The store failed, or refused it.</exception>
    public bool Delete(LuaValue key)
    {
        using var writer = ValueWriter.Take(null, null, "key #");
        var wanted = writer.Write(key);
        int existed;
        luavm_buffer* error;
        Check(Abi.store_delete(handle.Value, &wanted, &existed, &error), error);
        return existed != 0;
    }

    /// <summary>Entries in the order of their keys: booleans, numbers, strings; none at the end.</summary>
    /// <param name="after">The key behind which to begin; nil: at the first one.</param>
    /// <param name="count">1 to 100,000; there may be fewer where they are large.</param>
    /// <exception cref="LuaVmException">The store failed, or refused it.</exception>
    public IReadOnlyList<KeyValuePair<object, object?>> List(LuaValue after = default, int count = PageSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        using var writer = ValueWriter.Take(null, null, "key #");
        var behind = writer.Write(after);
        luavm_result* block;
        var status = Abi.store_list(handle.Value, after.IsNil ? null : &behind, (nuint)count, &block);
        using var result = Require(status, block);
        var list = new LuaValue(result, result.Block->values[0]).AsTable().Items;
        var entries = new KeyValuePair<object, object?>[list.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = list[i].AsTable().Items;
            entries[i] = new(entry[0].ToObject()!, entry[1].ToObject());
        }
        return entries;
    }

    /// <summary>All entries in the order of their keys. A key that is there all the time comes once.</summary>
    /// <exception cref="LuaVmException">The store failed.</exception>
    public IEnumerable<KeyValuePair<object, object?>> Entries()
    {
        for (var page = List(); page.Count > 0; page = List(LuaValue.From(page[^1].Key)))
            foreach (var entry in page)
                yield return entry;
    }

    /// <summary>All entries as one document of JSON Lines, of one moment where the store can.</summary>
    /// <exception cref="LuaVmException">The store failed.</exception>
    public byte[] Export()
    {
        luavm_buffer* document, error;
        Check(Abi.store_export(handle.Value, &document, &error), error);
        try
        {
            return new ReadOnlySpan<byte>(document->data, checked((int)document->length)).ToArray();
        }
        finally
        {
            _ = Abi.luavm_buffer_free(document);
        }
    }

    /// <summary>Writes what <see cref="Export"/> has written, all or nothing, over what is there.</summary>
    /// <param name="document">Read before anything is written.</param>
    /// <returns>How many entries it has.</returns>
    /// <exception cref="LuaSyntaxException">It is none; the message has the line.</exception>
    /// <exception cref="LuaVmException">The store failed, or refused it.</exception>
    public long Import(ReadOnlySpan<byte> document)
    {
        ulong count;
        luavm_buffer* error;
        luavm_status status;
        fixed (byte* first = document)
            status = Abi.store_import(handle.Value, first, (nuint)document.Length, &count, &error);
        Check(status, error);
        return (long)count;
    }

    /// <summary>Reads its counters.</summary>
    /// <exception cref="LuaVmException">The store failed.</exception>
    public LuaStoreStatistics Statistics()
    {
        var read = new luavm_store_statistics { struct_size = (uint)sizeof(luavm_store_statistics) };
        luavm_buffer* error;
        Check(Abi.store_stats(handle.Value, &read, &error), error);
        return new LuaStoreStatistics
        {
            KeyCount = Limit.Shown(read.key_count),
            ByteCount = Limit.Shown(read.byte_count),
            KeyCap = Limit.Shown(read.key_cap),
            ByteCap = Limit.Shown(read.byte_cap),
        };
    }

    /// <summary>Gives it up; policies and VMs that have it keep it open. Never throws; again, it does nothing.</summary>
    public void Dispose() => handle.Dispose();

    private ResultHandle Require(luavm_status status, luavm_result* block)
    {
        if (block == null) throw LuaVmException.For((LuaStatus)status);
        var result = new ResultHandle(block, null, kept: false);
        if (status == luavm_status.LUAVM_OK) return result;
        using (result)
        {
            throw LuaVmException.For(new Failure((LuaStatus)status, Text.Show(block->message))
            {
                Inner = binding?.TakeFailed(),
            });
        }
    }

    private void Check(luavm_status status, luavm_buffer* error)
    {
        if (status == luavm_status.LUAVM_OK)
        {
            GC.KeepAlive(this); // until here the finalizer must not free it
            return;
        }
        var message = error == null ? null : System.Text.Encoding.UTF8.GetString(error->data, checked((int)error->length));
        _ = Abi.luavm_buffer_free(error);
        var failure = message == null ? Failure.Of((LuaStatus)status) : new Failure((LuaStatus)status, message);
        throw LuaVmException.For(failure with { Inner = binding?.TakeFailed() });
    }
}
