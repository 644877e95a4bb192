using LuaVm.Core;

namespace LuaVm.Cache;

/// <summary>The process's memory quota, which what outlives VMs is charged to.</summary>
internal sealed class ProcessLedger : ICacheLedger
{
    public bool TryCharge(long bytes) => VmProcess.Charge(bytes);

    public void Discharge(long bytes) => VmProcess.Discharge(bytes);
}
