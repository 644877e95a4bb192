namespace LuaVm.Client;

/// <summary>A value that has no form outside its VM. Equal within one result means the same value there; across
/// results it means nothing.</summary>
/// <param name="Type">Function, coroutine or userdata.</param>
/// <param name="Id">Tells one from another.</param>
public readonly record struct LuaOpaque(LuaType Type, long Id);
