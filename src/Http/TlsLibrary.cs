using System.Runtime.InteropServices;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>The system's OpenSSL, which the runtime loads when it first needs it; where there is none it ends the process.</summary>
internal static class TlsLibrary
{
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1"];
    private static readonly Lazy<bool> Found = new(() => Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _)));

    /// <summary>Throws <see cref="LuaFault"/> (unsupported).</summary>
    internal static void Require()
    {
        if (Found.Value) return;
        throw new LuaFault(Status.Unsupported, $"this needs OpenSSL, which is not on this system; install {Names[0]} (package libssl3)");
    }
}
