namespace LuaVm.Client;

/// <summary>The wall-time limit is reached, or what was waited for has not come in time. See <see cref="LuaStatus.Timeout"/>.</summary>
public sealed class LuaTimeoutException : LuaVmException
{
    internal LuaTimeoutException(Failure failure) : base(failure)
    {
    }
}
