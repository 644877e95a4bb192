using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>Failures as callers of a store see them. None names the server's address: scripts may read them.</summary>
internal static class RedisErrors
{
    /// <summary>Errors with which a server says that it has not done the command and may do it soon.</summary>
    private static readonly string[] s_passing = ["LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN"];

    internal static bool IsPassing(in RespReply reply)
    {
        foreach (var code in s_passing)
        {
            if (reply.IsError(code)) return true;
        }
        return false;
    }

    internal static LuaFault Refused(in RespReply reply)
    {
        if (IsPassing(reply)) return new LuaFault(Status.Network, $"the Redis server is not ready: {reply.Message}");
        if (reply.IsError("NOAUTH") || reply.IsError("WRONGPASS"))
            return new LuaFault(Status.Runtime, $"the Redis server wants another login: {reply.Message}");
        return new LuaFault(Status.Runtime, $"the Redis server refused: {reply.Message}");
    }

    internal static LuaFault Broken(RespFault fault) =>
        new(Status.Network, $"Redis: {fault.Message}");

    internal static LuaFault Unknown(RespFault fault) =>
        new(Status.Network, $"Redis: {fault.Message}; whether the write has happened is not known");

    internal static LuaFault Late(TimeSpan limit, bool unknown) => new(Status.Timeout,
        $"the Redis server did not answer within {limit.TotalMilliseconds:0} ms"
        + (unknown ? "; whether the write has happened is not known" : ""));
}
