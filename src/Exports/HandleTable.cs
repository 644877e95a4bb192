using LuaVm.Core;

namespace LuaVm.Exports;

/// <summary>
/// Handles of VMs: the low 20 bits are a slot plus one, the rest a generation that starts at random and never comes
/// again, so a stale or foreign number finds nothing. Looking up takes no lock.
/// </summary>
internal static class HandleTable
{
    private const int SlotBits = 20;
    private const ulong SlotMask = (1UL << SlotBits) - 1;

    private static readonly object Gate = new();
    private static readonly Queue<int> FreeSlots = [];
    private static Vm?[] s_slots = new Vm?[16];
    private static int s_used;
    private static ulong s_generation = (ulong)Random.Shared.NextInt64(1L << 32, 1L << 40);

    /// <summary>Makes a VM under a new handle. Throws <see cref="LuaFault"/>.</summary>
    internal static ulong Add(in VmOptions options)
    {
        int slot;
        ulong handle;
        lock (Gate)
        {
            slot = TakeSlot();
            handle = (++s_generation << SlotBits) | (ulong)(uint)(slot + 1);
        }
        try
        {
            var vm = Vm.Create(handle, options);
            lock (Gate) s_slots[slot] = vm;
            return handle;
        }
        catch
        {
            lock (Gate) FreeSlots.Enqueue(slot);
            throw;
        }
    }

    internal static Vm? Find(ulong handle)
    {
        var slots = Volatile.Read(ref s_slots);
        var slot = (handle & SlotMask) - 1;
        if (slot >= (ulong)slots.Length) return null;
        var vm = Volatile.Read(ref slots[slot]);
        return vm is not null && vm.Handle == handle ? vm : null;
    }

    internal static bool Remove(ulong handle)
    {
        if (Find(handle) is not { } vm || !vm.Free()) return false;
        lock (Gate)
        {
            var slot = (int)(handle & SlotMask) - 1;
            s_slots[slot] = null;
            FreeSlots.Enqueue(slot);
        }
        return true;
    }

    private static int TakeSlot()
    {
        if (FreeSlots.TryDequeue(out var slot)) return slot;
        if (s_used == s_slots.Length)
        {
            var larger = new Vm?[s_slots.Length * 2];
            s_slots.CopyTo(larger, 0);
            Volatile.Write(ref s_slots, larger);
        }
        return s_used++;
    }
}
