namespace LuaVm.Client;

/// <summary>The VM's memory limit is reached, or the system has no memory. See <see cref="LuaStatus.Memory"/>.</summary>
public sealed class MemoryLimitException : LuaVmException
{
    internal MemoryLimitException(Failure failure) : base(failure)
    {
    }
}
