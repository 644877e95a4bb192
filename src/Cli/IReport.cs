using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>How the outcome of a script is shown.</summary>
internal interface IReport
{
    /// <summary>A script ran, or was refused by its syntax.</summary>
    void Write(Status status, in LuaResult result, in Limits limits);

    /// <summary>Nothing ran.</summary>
    void Write(LuaFault fault);
}
