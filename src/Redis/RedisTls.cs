using System.Net.Security;

namespace LuaVm.Redis;

/// <summary>How certificates of servers are verified.</summary>
internal static class RedisTls
{
    internal static SslClientAuthenticationOptions Options(string host) => new() { TargetHost = host };
}
