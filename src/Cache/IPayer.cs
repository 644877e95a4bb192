namespace LuaVm.Cache;

/// <summary>Who pays for what a call takes while it lasts.</summary>
internal interface IPayer
{
    /// <summary>Who is charged for what is put, as long as it is there; null: whoever the tenant is bound to.</summary>
    ICacheLedger? Keeper { get; }

    /// <summary>Throws <see cref="Core.LuaFault"/>.</summary>
    void Charge(long bytes);

    void Discharge(long bytes);

    /// <summary>Fuel for work by its size.</summary>
    void Spend(long fuel);

    /// <summary>Now and then in long work; throws to end it.</summary>
    void Look();
}
