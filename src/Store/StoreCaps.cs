using LuaVm.Core;

namespace LuaVm.Store;

/// <summary>The caps of a table, checked in one place.</summary>
public static class StoreCaps
{
    /// <summary>
    /// Throws a <see cref="LuaFault"/> (Quota) where what a table will hold is over a cap, unless it held more before: a cap
    /// that was lowered keeps nobody from deleting.
    /// </summary>
    public static void Check(StoreOptions options, StoreSize before, StoreSize after)
    {
        if (after.Keys > options.KeyCap && after.Keys > before.Keys)
        {
            throw new LuaFault(Status.Quota, $"the store is full: it may hold {Quantity.Count((ulong)options.KeyCap)} keys"
                + " (key_cap); delete some, or raise the cap");
        }
        if (after.Bytes > options.ByteCap && after.Bytes > before.Bytes)
        {
            throw new LuaFault(Status.Quota, $"the store is full: it may hold {Quantity.Bytes((ulong)options.ByteCap)}"
                + " (byte_cap); delete something, or raise the cap");
        }
    }
}
