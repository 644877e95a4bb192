using System.Text;

namespace LuaVm.Http.WebSocket;

/// <summary>What a server answers to the key of a handshake, to show that it speaks WebSocket.</summary>
internal static class WsAccept
{
    private const string Suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    /// <summary>As the header field has it.</summary>
    internal static string Of(string key) => Convert.ToBase64String(Sha1.Hash(Encoding.ASCII.GetBytes(key + Suffix)));
}
