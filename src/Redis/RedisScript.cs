using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LuaVm.Redis;

/// <summary>A Lua script that the server runs as one step, known to it by its hash once it has run.</summary>
internal sealed class RedisScript
{
    /// <param name="source">Its text.</param>
    /// <param name="writes">It must not be sent again where it may have run.</param>
    internal RedisScript(string source, bool writes)
    {
        Source = Encoding.UTF8.GetBytes(source);
        Hash = Encoding.ASCII.GetBytes(Sha1(Source));
        Writes = writes;
    }

    internal byte[] Source { get; }

    internal byte[] Hash { get; }

    internal bool Writes { get; }

    [SuppressMessage("Security", "CA5350", Justification = "The name that the protocol gives a script; nothing is proved by it.")]
    private static string Sha1(byte[] source) => Convert.ToHexStringLower(SHA1.HashData(source));
}
