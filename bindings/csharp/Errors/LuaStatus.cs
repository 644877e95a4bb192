namespace LuaVm.Client;

/// <summary>What a call of the library answers. The numbers are luavm.h's.</summary>
public enum LuaStatus
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The script raised an error.</summary>
    Runtime = 1,

    /// <summary>The caller passed something invalid.</summary>
    Argument = 2,

    /// <summary>The source is not a Lua program.</summary>
    Syntax = 3,

    /// <summary>The VM's memory limit is reached.</summary>
    Memory = 4,

    /// <summary>The wall-time limit is reached.</summary>
    Timeout = 5,

    /// <summary>The fuel is spent.</summary>
    Fuel = 6,

    /// <summary>The script tried something its profile forbids.</summary>
    Sandbox = 7,

    /// <summary>Printed output or the result is over its limit.</summary>
    Output = 8,

    /// <summary>The script was stopped by an interrupt.</summary>
    Cancelled = 9,

    /// <summary>A defect of the library; the VM is unusable.</summary>
    Internal = 10,

    /// <summary>No such VM.</summary>
    Handle = 11,

    /// <summary>Another thread is using this VM.</summary>
    Busy = 12,

    /// <summary>A process-wide cap is reached.</summary>
    Quota = 13,

    /// <summary>The VM was freed while the call ran.</summary>
    Closed = 14,

    /// <summary>Called in a child process after fork().</summary>
    Forked = 15,

    /// <summary>Reserved for network services.</summary>
    Network = 16,

    /// <summary>Not possible here.</summary>
    Unsupported = 17,

    /// <summary>A host function will answer later.</summary>
    Pending = 18,

    /// <summary>The slice is over, the script is not.</summary>
    Yielded = 19,
}
