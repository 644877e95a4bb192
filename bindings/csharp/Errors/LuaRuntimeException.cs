namespace LuaVm.Client;

/// <summary>The script raised an error. See <see cref="LuaStatus.Runtime"/>.</summary>
public sealed class LuaRuntimeException : LuaVmException
{
    internal LuaRuntimeException(Failure failure) : base(failure)
    {
    }
}
