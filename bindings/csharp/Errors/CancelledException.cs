namespace LuaVm.Client;

/// <summary><see cref="Vm.Interrupt"/> or a cancellation token stopped the script. See <see cref="LuaStatus.Cancelled"/>.</summary>
public sealed class CancelledException : LuaVmException
{
    internal CancelledException(Failure failure) : base(failure)
    {
    }
}
