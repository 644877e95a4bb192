using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_store.</summary>
internal sealed unsafe class StoreHandle : SafeHandle
{
    /// <summary>Opens a store, or throws what the library answered.</summary>
    /// <param name="url">Empty with a backend.</param>
    /// <param name="backend">Null, or what the library calls.</param>
    /// <param name="asked">Options.</param>
    public StoreHandle(string url, luavm_store_backend* backend, LuaStoreOptions asked) : base(0, ownsHandle: true)
    {
        ulong made;
        luavm_buffer* error;
        LuaStatus status;
        ReadOnlySpan<byte> place = Text.Strict.GetBytes(url), table = Text.Strict.GetBytes(asked.Table),
                           group = Text.Strict.GetBytes(asked.Group);
        fixed (byte* urlBytes = place, tableBytes = table, groupBytes = group)
        {
            var options = new luavm_store_options
            {
                struct_size = (uint)sizeof(luavm_store_options),
                flags = (asked.Durable ? Abi.LUAVM_STORE_DURABLE : 0) | (asked.ReadOnly ? Abi.LUAVM_STORE_READ_ONLY : 0),
                url = urlBytes,
                url_length = (nuint)place.Length,
                table = tableBytes,
                table_length = (nuint)table.Length,
                backend = backend,
                key_cap = Limit.Amount(asked.KeyCap, nameof(asked.KeyCap)),
                byte_cap = Limit.Amount(asked.ByteCap, nameof(asked.ByteCap)),
                value_bytes = Limit.Amount(asked.ValueLimit, nameof(asked.ValueLimit)),
                timeout_ms = Limit.Milliseconds(asked.Timeout, nameof(asked.Timeout)),
                group = groupBytes,
                group_length = (nuint)group.Length,
            };
            status = (LuaStatus)Abi.store_open(&options, &made, &error);
        }
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
        Value = made;
        SetHandle((nint)made);
    }

    /// <summary>The luavm_store. Stale once this is closed, and then refused by the library.</summary>
    public ulong Value { get; }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Abi.store_free(Value) == 0;
}
