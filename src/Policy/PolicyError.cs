using LuaVm.Core;

namespace LuaVm.Policies;

/// <summary>What is wrong with a document, and where.</summary>
internal sealed class PolicyError(Status status, TextPosition position, string message) : Exception(message)
{
    internal Status Status { get; } = status;

    internal TextPosition Position { get; } = position;

    /// <summary>As compilers write it.</summary>
    internal LuaFault In(string name) => new(Status, $"{name}:{Position}: {Message}");
}
