namespace LuaVm.Client;

/// <summary>A cap on all VMs of this process together is reached. See <see cref="LuaStatus.Quota"/>.</summary>
public sealed class QuotaException : LuaVmException
{
    internal QuotaException(Failure failure) : base(failure)
    {
    }
}
