namespace LuaVm.Client;

/// <summary>Another thread is using this VM. See <see cref="LuaStatus.Busy"/>.</summary>
public sealed class BusyException : LuaVmException
{
    internal BusyException(Failure failure) : base(failure)
    {
    }
}
