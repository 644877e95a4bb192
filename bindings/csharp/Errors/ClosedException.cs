namespace LuaVm.Client;

/// <summary>The VM or connection is disposed of, or was while the call ran; the peer of a connection has closed it; or a failed <see cref="Vm.Reset"/> left it
/// without a state. See <see cref="LuaStatus.Closed"/>.</summary>
public sealed class ClosedException : LuaVmException
{
    internal ClosedException(Failure failure) : base(failure)
    {
    }
}
