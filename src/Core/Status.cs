namespace LuaVm.Core;

/// <summary>luavm_status. 0 to 10 are also the exit codes of the <c>luavm</c> command.</summary>
public enum Status
{
    Ok = 0,
    Runtime = 1,
    Argument = 2,
    Syntax = 3,
    Memory = 4,
    Timeout = 5,
    Fuel = 6,
    Sandbox = 7,
    Output = 8,
    Cancelled = 9,
    Internal = 10,
    Handle = 11,
    Busy = 12,
    Quota = 13,
    Closed = 14,
    Forked = 15,
    Network = 16,
    Unsupported = 17,
    Pending = 18,
    Yielded = 19,
}
