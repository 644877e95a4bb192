namespace LuaVm.Client;

/// <summary>Not possible here, for example with too little stack left on this thread. See <see cref="LuaStatus.Unsupported"/>.</summary>
public sealed class UnsupportedException : LuaVmException
{
    internal UnsupportedException(Failure failure) : base(failure)
    {
    }
}
