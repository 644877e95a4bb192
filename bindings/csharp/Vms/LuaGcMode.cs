namespace LuaVm.Client;

/// <summary>How Lua's collector works.</summary>
public enum LuaGcMode
{
    /// <summary>Mark and sweep in steps; how a VM starts.</summary>
    Incremental = 4,

    /// <summary>Young objects first.</summary>
    Generational = 5,
}
