namespace LuaVm.Client;

/// <summary>No such host or server, a connection refused or broken, TLS, an answer that is none. See <see cref="LuaStatus.Network"/>.</summary>
public sealed class NetworkException : LuaVmException
{
    internal NetworkException(Failure failure) : base(failure)
    {
    }
}
