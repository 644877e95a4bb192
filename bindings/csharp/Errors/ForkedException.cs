namespace LuaVm.Client;

/// <summary>Used in a child process made with fork(). See <see cref="LuaStatus.Forked"/>.</summary>
public sealed class ForkedException : LuaVmException
{
    internal ForkedException(Failure failure) : base(failure)
    {
    }
}
