using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cache;

/// <summary>A quota group and all above it, or the process alone.</summary>
internal sealed record QuotaLedger(QuotaGroup? Group) : ICacheLedger
{
    internal static readonly QuotaLedger OfProcess = new((QuotaGroup?)null);

    internal static QuotaLedger Of(QuotaGroup? group) => group is null ? OfProcess : new QuotaLedger(group);

    public nint Full => NativeMethods.shim_account_refuser();

    public bool TryCharge(long bytes) => NativeMethods.shim_account_try(Group?.Account ?? 0, (ulong)bytes) != 0;

    public void Discharge(long bytes) => NativeMethods.shim_account_discharge(Group?.Account ?? 0, (ulong)bytes);

    public bool CountsFor(nint account) => account == 0 || Group?.Above(account) is not null;

    public long Missing(nint account, long bytes) =>
        (long)Math.Min(NativeMethods.shim_account_missing(account, (ulong)bytes), long.MaxValue);

    public LuaFault Refuse(nint account)
    {
        NativeMethods.shim_account_refused(account);
        var whose = Group?.Above(account) is { } group ? $"group '{group.Name}'" : "the process";
        return new LuaFault(Status.Quota, $"the memory quota of {whose} has no room for this value");
    }
}
