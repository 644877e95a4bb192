namespace LuaVm.Core;

/// <summary>Libraries of the profiles locked and standard that a policy may leave out: shim_library.</summary>
[Flags]
public enum Libraries
{
    /// <summary>What the profile has.</summary>
    All = 0,

    /// <summary>pairs, pcall, type and so on: there always.</summary>
    Base = 1,
    String = 2,
    Table = 4,
    Utf8 = 8,
    Math = 16,
    Coroutine = 32,
    Os = 64,
    Print = 128,
    Load = 256,
}
