using LuaVm.Core;

namespace LuaVm.Http.WebSocket;

/// <summary>Codes of close frames (RFC 6455, 7.4).</summary>
internal static class WsCode
{
    internal const int Normal = 1000;
    internal const int Protocol = 1002;
    internal const int None = 1005;
    internal const int Broken = 1006;
    internal const int NotText = 1007;
    internal const int TooBig = 1009;

    /// <summary>Longest reason, in bytes.</summary>
    internal const int ReasonMaximum = 123;

    /// <summary>Whether a peer may send it.</summary>
    internal static bool MayCome(int code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;

    /// <summary>Throws <see cref="LuaFault"/> (argument) for what may not be sent.</summary>
    internal static void Check(long code, int reasonBytes)
    {
        if (code is not (1000 or 1001 or 1003 or >= 1007 and <= 1011 or >= 3000 and <= 4999))
            throw new LuaFault(Status.Argument, $"bad close code {code}: 1000, 1001, 1003, 1007 to 1011 and 3000 to 4999 are allowed");
        if (reasonBytes > ReasonMaximum)
            throw new LuaFault(Status.Argument, $"the reason is longer than {ReasonMaximum} bytes");
    }
}
