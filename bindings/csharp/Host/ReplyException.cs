using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A reply cannot be written: the host function answers this status instead. Never leaves this package.</summary>
internal sealed class ReplyException(luavm_status status) : Exception
{
    public luavm_status Status { get; } = status;
}
