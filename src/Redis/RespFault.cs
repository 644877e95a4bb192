namespace LuaVm.Redis;

/// <summary>A server broke the protocol, or broke off. The connection is of no more use.</summary>
internal sealed class RespFault(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Asking again would bring the same.</summary>
    internal bool IsFinal { get; init; }
}
