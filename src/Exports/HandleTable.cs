namespace LuaVm.Exports;

/// <summary>
/// Handles: the low 20 bits are a slot plus one, the rest a generation that starts at random and never comes again in
/// any table, so a stale or foreign number finds nothing. Looking up takes no lock.
/// </summary>
internal sealed class HandleTable<T>(Func<T, ulong> handleOf)
    where T : class
{
    private readonly object _gate = new();
    private readonly Queue<int> _freeSlots = [];
    private T?[] _slots = new T?[16];
    private int _used;

    /// <summary>Puts what is made for a new handle there; what making throws is passed on.</summary>
    internal ulong Add(Func<ulong, T> make)
    {
        int slot;
        lock (_gate) slot = TakeSlot();
        var handle = (Generations.Next() << Generations.SlotBits) | (ulong)(uint)(slot + 1);
        try
        {
            var made = make(handle);
            lock (_gate) _slots[slot] = made;
            return handle;
        }
        catch
        {
            lock (_gate) _freeSlots.Enqueue(slot);
            throw;
        }
    }

    internal T? Find(ulong handle)
    {
        var slots = Volatile.Read(ref _slots);
        var slot = (handle & Generations.SlotMask) - 1;
        if (slot >= (ulong)slots.Length) return null;
        var found = Volatile.Read(ref slots[slot]);
        return found is not null && handleOf(found) == handle ? found : null;
    }

    /// <summary>Takes it out, if ending it succeeds, and makes its slot free.</summary>
    internal bool Remove(ulong handle, Func<T, bool> end)
    {
        if (Find(handle) is not { } found || !end(found)) return false;
        lock (_gate)
        {
            var slot = (int)(handle & Generations.SlotMask) - 1;
            _slots[slot] = null;
            _freeSlots.Enqueue(slot);
        }
        return true;
    }

    private int TakeSlot()
    {
        if (_freeSlots.TryDequeue(out var slot)) return slot;
        if (_used == _slots.Length)
        {
            var larger = new T?[_slots.Length * 2];
            _slots.CopyTo(larger, 0);
            Volatile.Write(ref _slots, larger);
        }
        return _used++;
    }
}
