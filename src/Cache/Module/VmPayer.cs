using LuaVm.Core.Services;

namespace LuaVm.Cache.Module;

/// <summary>A script's call: its VM pays.</summary>
internal sealed class VmPayer(ServiceHost host) : IPayer
{
    public ICacheLedger Keeper { get; } = QuotaLedger.Of(host.Vm.Group);

    public void Charge(long bytes) => host.Charge(bytes);

    public void Discharge(long bytes) => host.Discharge(bytes);

    public void Spend(long fuel) => host.Spend(fuel);

    public void Look() => host.Look();
}
