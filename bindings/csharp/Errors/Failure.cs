namespace LuaVm.Client;

/// <summary>All there is to know about a call that failed; nothing in it belongs to the library.</summary>
internal sealed record Failure(LuaStatus Status, string Message)
{
    public string Traceback { get; init; } = "";
    public string ChunkName { get; init; } = "";
    public long? Line { get; init; }
    public string Output { get; init; } = "";
    public Usage? Usage { get; init; }
    public object? Value { get; init; }
    public Exception? Inner { get; init; }

    /// <summary>A failure that came without a message.</summary>
    public static Failure Of(LuaStatus status) => new(status, status switch
    {
        LuaStatus.Argument => "an argument is invalid",
        LuaStatus.Memory => "the system has no memory left",
        LuaStatus.Timeout => "the finalizers of this VM ran into its wall-time limit",
        LuaStatus.Fuel => "the finalizers of this VM spent its fuel",
        LuaStatus.Cancelled => "the finalizers of this VM were interrupted",
        LuaStatus.Handle => "the library knows no such VM",
        LuaStatus.Busy => "another thread is using this VM: use one VM per thread, or a lock",
        LuaStatus.Quota => "the memory quota of this process is reached",
        LuaStatus.Closed => "this VM is closed",
        LuaStatus.Forked => "LuaVm cannot be used in a child process made with fork()",
        _ => $"the library answered {LuaVmProcess.NameOf(status)}",
    });
}
