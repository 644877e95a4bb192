using LuaVm.Core;

namespace LuaVm.Cache;

/// <summary>Who has to be asked for what a cache holds. Those that are equal are one.</summary>
internal interface ICacheLedger
{
    /// <summary>False: over the limit of the account that <see cref="Full"/> says then.</summary>
    bool TryCharge(long bytes);

    void Discharge(long bytes);

    /// <summary>The account in the way of the last charge on this thread; 0: the one that all is charged to.</summary>
    nint Full { get; }

    /// <summary>Whether what it is charged with counts for an account.</summary>
    bool CountsFor(nint account);

    /// <summary>How far a charge would be over the limit of an account that it counts for.</summary>
    long Missing(nint account, long bytes);

    /// <summary>Notes that an account has no room for a value; what to throw.</summary>
    LuaFault Refuse(nint account);
}
