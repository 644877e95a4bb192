namespace LuaVm.Client;

/// <summary>The kind of a Lua value. The numbers are luavm.h's.</summary>
public enum LuaType
{
    /// <summary>nil, or nothing.</summary>
    Nil = 0,

    /// <summary>true or false.</summary>
    Boolean = 1,

    /// <summary>A 64-bit integer.</summary>
    Integer = 2,

    /// <summary>A double: -0.0, infinities and NaN as they are.</summary>
    Number = 3,

    /// <summary>A Lua string: any bytes.</summary>
    String = 4,

    /// <summary>A copy of a table.</summary>
    Table = 5,

    /// <summary>A function, which has no form outside its VM.</summary>
    Function = 6,

    /// <summary>A coroutine, likewise.</summary>
    Coroutine = 7,

    /// <summary>Userdata, likewise.</summary>
    Userdata = 8,
}
