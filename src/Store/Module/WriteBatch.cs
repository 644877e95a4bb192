using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Module;

/// <summary>Writes of a script in the making. Several are charged to the VM while they wait for each other.</summary>
internal sealed class WriteBatch(StoreObject store) : IDisposable
{
    private readonly List<StoreWrite> _writes = new(1);
    private long _bytes;
    private long _charged;

    public void Add(in LuaValue key, in LuaValue value, long expires)
    {
        var encoded = store.Session.Key(key).ToArray();
        var bytes = Encode(value);
        var cost = encoded.Length + (bytes?.Length ?? 0);
        if (_writes.Count > 0)
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

    private byte[]? Encode(in LuaValue value)
    {
        if (value.Type == LuaType.Nil) return null;
        var buffer = store.Session.Buffer;
        try
        {
            ValueWriter.Write(buffer, value, store.Table.Options.ValueBytes);
            return buffer.Written.ToArray();
        }
        finally
        {
            buffer.Reset();
        }
    }
}
