using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>
/// Failures as callers of a store see them. Scripts may read them: none names the server's address, the user or the password.
/// </summary>
internal static class RedisErrors
{
    /// <summary>Errors with which a server says that it has not done the command and may do it soon.</summary>
    private static readonly string[] s_passing = ["LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN"];

    /// <summary>What servers before 7.2 say in place of NOPERM.</summary>
    private const string NotWithinScript = "The user executing the script can't run";

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
        if (IsPassing(reply)) return new LuaFault(Status.Network, $"the Redis server is not ready: {reply.Shown}; try again later");
        if (reply.IsError("LUAVM")) return new LuaFault(Status.Runtime, $"Redis: {reply.Shown["LUAVM ".Length..]}");
        if (reply.IsError("NOAUTH") || reply.IsError("WRONGPASS"))
            return Wrong("the Redis server wants another login; the store's url takes user:password before its host");
        if (reply.IsError("NOPERM") || reply.Shown.Contains(NotWithinScript, StringComparison.Ordinal))
            return Wrong("the Redis server does not let the store's user do this; docs/stores.md has what to allow it");
        if (reply.IsError("READONLY"))
            return Wrong("the Redis server is a replica, which takes no writes; name its master in the store's url");
        if (reply.IsError("OOM"))
            return Wrong("the Redis server has no memory left (maxmemory); delete something, or give it more");
        if (reply.IsError("WRONGTYPE"))
            return Wrong("keys of the table's names are something else on the Redis server; name another table or database");
        return Wrong($"the Redis server refused: {reply.Shown}");
    }

    internal static LuaFault Broken(RespFault fault) =>
        new(Status.Network, $"Redis: {fault.Message}");

    internal static LuaFault Unknown(RespFault fault) =>
        new(Status.Network, $"Redis: {fault.Message}; whether the write has happened is not known");

    internal static LuaFault Unexpected() => new(Status.Network, "Redis: the server's answer is not what was asked for");

    internal static LuaFault Late(TimeSpan limit, bool unknown) => new(Status.Timeout,
        $"the Redis server did not answer within {limit.TotalMilliseconds:0} ms"
        + (unknown ? "; whether the write has happened is not known" : ""));

    /// <summary>A durable store on a server that may forget.</summary>
    internal static LuaFault Forgetful(string setting, string has, string wanted) => new(Status.Unsupported,
        $"the Redis server does not keep what it acknowledges: '{setting}' is '{has}', a durable store needs '{wanted}'");

    /// <summary>A durable store on a server that does not say whether it forgets.</summary>
    internal static LuaFault Unproven() => new(Status.Unsupported,
        "whether the Redis server keeps what it acknowledges cannot be told: it refuses CONFIG GET, which a durable store needs");

    private static LuaFault Wrong(string message) => new(Status.Runtime, message);
}
