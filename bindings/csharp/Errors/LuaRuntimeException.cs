namespace LuaVm.Client;

/// <summary>The script raised an error. See <see cref="LuaStatus.Runtime"/>.</summary>
public sealed class LuaRuntimeException : LuaVmException
{
    internal LuaRuntimeException(Failure failure) : base(failure)
    {
    }

    /// <summary>The error value itself, as <see cref="LuaValue.ToObject"/> gives it: a string with its position, a table, a
    /// host object.</summary>
    public object? Value => RaisedValue;
}
