namespace LuaVm.Client;

/// <summary>A network service failed. Reserved. See <see cref="LuaStatus.Network"/>.</summary>
public sealed class NetworkException : LuaVmException
{
    internal NetworkException(Failure failure) : base(failure)
    {
    }
}
