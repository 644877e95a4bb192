namespace LuaVm.Client;

/// <summary>A defect of the library; the VM is unusable. See <see cref="LuaStatus.Internal"/>.</summary>
public sealed class InternalException : LuaVmException
{
    internal InternalException(Failure failure) : base(failure)
    {
    }
}
