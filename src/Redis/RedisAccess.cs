using LuaVm.Http;

namespace LuaVm.Redis;

/// <summary>What holds for every server of a table.</summary>
/// <param name="Authorities">Those to trust besides the system's; null: none.</param>
/// <param name="Durable">Servers that acknowledge what they may forget are refused.</param>
internal sealed record RedisAccess(Authorities? Authorities, bool Durable);
