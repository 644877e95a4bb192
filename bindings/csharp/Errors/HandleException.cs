namespace LuaVm.Client;

/// <summary>The library knows no such VM. See <see cref="LuaStatus.Handle"/>.</summary>
public sealed class HandleException : LuaVmException
{
    internal HandleException(Failure failure) : base(failure)
    {
    }
}
