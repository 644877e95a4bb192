namespace LuaVm.Client;

/// <summary>The wall-time limit is reached. See <see cref="LuaStatus.Timeout"/>.</summary>
public sealed class LuaTimeoutException : LuaVmException
{
    internal LuaTimeoutException(Failure failure) : base(failure)
    {
    }
}
