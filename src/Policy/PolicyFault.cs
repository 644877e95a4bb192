namespace LuaVm.Policies;

/// <summary>Something in a document that may not be there.</summary>
internal sealed class PolicyFault(int offset, string message) : Exception(message)
{
    /// <summary>Bytes before it.</summary>
    internal int Offset { get; } = offset;
}
