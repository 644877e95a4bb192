namespace LuaVm.Client;

/// <summary>The fuel is spent. See <see cref="LuaStatus.Fuel"/>.</summary>
public sealed class FuelException : LuaVmException
{
    internal FuelException(Failure failure) : base(failure)
    {
    }
}
