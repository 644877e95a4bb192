using LuaVm.Core;

namespace LuaVm.Cache;

/// <summary>A host's call: the process pays, and fuel is no matter.</summary>
internal sealed class ProcessPayer : IPayer
{
    internal static readonly ProcessPayer Instance = new();

    public ICacheLedger? Keeper => null;

    public void Charge(long bytes)
    {
        if (!VmProcess.Charge(bytes)) throw new LuaFault(Status.Quota, "the memory quota of the process has no room for this value");
    }

    public void Discharge(long bytes) => VmProcess.Discharge(bytes);

    public void Spend(long fuel)
    {
    }

    public void Look()
    {
    }
}
