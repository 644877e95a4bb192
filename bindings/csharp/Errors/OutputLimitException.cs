namespace LuaVm.Client;

/// <summary>Printed output or the result is over its limit. See <see cref="LuaStatus.Output"/>.</summary>
public sealed class OutputLimitException : LuaVmException
{
    internal OutputLimitException(Failure failure) : base(failure)
    {
    }
}
