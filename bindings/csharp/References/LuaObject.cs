namespace LuaVm.Client;

/// <summary>A coroutine, a userdata or a host object that a VM keeps for the host: not to be looked into, but to be passed
/// back.</summary>
public sealed class LuaObject : LuaReference
{
    internal LuaObject(VmCore core, LuaType type, ulong reference) : base(core, reference) => Type = type;

    /// <inheritdoc/>
    public override LuaType Type { get; }
}
