namespace LuaVm.Client;

/// <summary>The script tried something its profile forbids. See <see cref="LuaStatus.Sandbox"/>.</summary>
public sealed class SandboxException : LuaVmException
{
    internal SandboxException(Failure failure) : base(failure)
    {
    }
}
