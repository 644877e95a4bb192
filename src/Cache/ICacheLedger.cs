namespace LuaVm.Cache;

/// <summary>Who has to be asked for what a cache holds.</summary>
internal interface ICacheLedger
{
    bool TryCharge(long bytes);

    void Discharge(long bytes);
}
