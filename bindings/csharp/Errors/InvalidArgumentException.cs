namespace LuaVm.Client;

/// <summary>The library refused an argument. See <see cref="LuaStatus.Argument"/>.</summary>
public sealed class InvalidArgumentException : LuaVmException
{
    internal InvalidArgumentException(Failure failure) : base(failure)
    {
    }
}
