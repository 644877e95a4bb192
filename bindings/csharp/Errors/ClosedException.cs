namespace LuaVm.Client;

/// <summary>The VM is disposed of, or was while the call ran; or a failed <see cref="Vm.Reset"/> left it
/// without a state. See <see cref="LuaStatus.Closed"/>.</summary>
public sealed class ClosedException : LuaVmException
{
    internal ClosedException(Failure failure) : base(failure)
    {
    }
}
