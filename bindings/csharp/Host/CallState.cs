using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>One call of a host function, on the stack of who answers it.</summary>
internal unsafe struct CallState(VmCore core, string name, luavm_call* call, luavm_reply* reply)
{
    public readonly VmCore Core = core;
    public readonly string Name = name;
    public readonly luavm_call* Call = call;
    public readonly luavm_reply* Reply = reply;
    public readonly luavm_value* Room = reply->values;
    public luavm_status Status = luavm_status.LUAVM_OK;

    /// <summary>Made for the first argument that is a view.</summary>
    public CallFrame? Frame;
}
