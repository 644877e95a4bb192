using System.Text;
using LuaVm.Http;

namespace LuaVm.Redis;

/// <summary>A Lua script that the server runs as one step, known to it by its hash once it has run.</summary>
internal sealed class RedisScript
{
    /// <param name="source">Its text.</param>
    /// <param name="writes">It must not be sent again where it may have run.</param>
    internal RedisScript(string source, bool writes)
    {
        Source = Encoding.UTF8.GetBytes(source);
        Hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Sha1.Hash(Source)));
        Writes = writes;
    }

    internal byte[] Source { get; }

    internal byte[] Hash { get; }

    internal bool Writes { get; }
}
