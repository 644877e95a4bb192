namespace LuaVm.Client;

/// <summary>The source is not a Lua program. See <see cref="LuaStatus.Syntax"/>.</summary>
public sealed class LuaSyntaxException : LuaVmException
{
    internal LuaSyntaxException(Failure failure) : base(failure)
    {
    }
}
