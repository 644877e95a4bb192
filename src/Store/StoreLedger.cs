using LuaVm.Core;

namespace LuaVm.Store;

/// <summary>
/// What a table holds in memory, charged to its quota group and all above it, or to the process alone. Not for several
/// threads at once.
/// </summary>
internal sealed class StoreLedger
{
    private readonly QuotaGroup? _group;
    private long _charged;

    /// <summary>Throws <see cref="LuaFault"/> where the group cannot be made.</summary>
    internal StoreLedger(StoreOptions options) => _group = options.Group?.Invoke();

    /// <summary>Brings what is charged in line with what is held. Throws <see cref="LuaFault"/> (Quota); never for less.</summary>
    internal void Settle(long bytes)
    {
        if (!TrySettle(bytes)) throw Full();
    }

    /// <summary>The same; false: there is no room, and nothing has changed.</summary>
    internal bool TrySettle(long bytes)
    {
        if (bytes > _charged && !Charge(bytes - _charged)) return false;
        if (bytes < _charged) Discharge(_charged - bytes);
        _charged = bytes;
        return true;
    }

    private bool Charge(long bytes) => _group?.Charge(bytes) ?? VmProcess.Charge(bytes);

    private void Discharge(long bytes)
    {
        if (_group is not null) _group.Discharge(bytes);
        else VmProcess.Discharge(bytes);
    }

    private LuaFault Full() => new(Status.Quota, _group is null
        ? "the process's memory quota leaves no room for more in the store; delete something, or raise the quota (luavm_configure)"
        : $"the memory quota of group '{_group.Name}', or of one above it, leaves no room for more in the store; delete something, "
            + "or raise the quota (quota_set)");
}
