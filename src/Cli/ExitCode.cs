using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>Exit codes: those of luavm_status from 0 to 10, with every further limit as 8.</summary>
internal static class ExitCode
{
    internal const int Usage = 2;
    internal const int OtherLimit = 8;
    internal const int Hang = (int)Status.Internal;

    internal static int Of(Status status) => status switch
    {
        <= Status.Internal => (int)status,
        Status.Quota => OtherLimit,
        Status.Unsupported => Usage,
        _ => (int)Status.Internal,
    };
}
