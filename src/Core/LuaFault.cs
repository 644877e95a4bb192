namespace LuaVm.Core;

/// <summary>A failure on its way to the caller: a status and one line for people.</summary>
public sealed class LuaFault : Exception
{
    public LuaFault(Status status, string message) : base(message) => Status = status;

    public Status Status { get; }
}
