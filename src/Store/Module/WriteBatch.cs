using LuaVm.Interop;

namespace LuaVm.Store.Module;

/// <summary>Writes of a script in the making. Several, or a large one, are charged to the VM until they are made.</summary>
internal sealed class WriteBatch(StoreObject store) : IDisposable
{
    /// <summary>What a single write may take without being charged.</summary>
    private const int Free = 16 << 10;

    private readonly List<StoreWrite> _writes = new(1);
    private long _bytes;
    private long _charged;

    public void Add(in LuaValue key, in LuaValue value, long expires)
    {
        var encoded = store.Session.Key(key).ToArray();
        var bytes = value.Type == LuaType.Nil ? null : store.Session.Encode(value, store.Table.Options.ValueBytes);
        var cost = encoded.Length + (bytes?.Length ?? 0);
        if (_writes.Count > 0 || cost > Free)
        {
            store.Session.Host.Charge(cost + 64);
            _charged += cost + 64;
        }
        _bytes += cost;
        _writes.Add(new StoreWrite(encoded, bytes, expires));
    }

    public int Apply() => _writes.Count == 0
        ? 0
        : store.Apply(_writes.Count == 1 ? new[] { _writes[0] } : _writes.ToArray(), _bytes);

    public void Dispose()
    {
        store.Session.Host.Discharge(_charged);
        _charged = 0;
    }
}
