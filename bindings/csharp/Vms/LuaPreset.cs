namespace LuaVm.Client;

/// <summary>Sets of limits. What is given beside a preset goes before it.</summary>
public enum LuaPreset
{
    /// <summary>16 MiB, soft limit 12 MiB, 5 s, output 1 MiB.</summary>
    Default = 0,

    /// <summary>1 MiB, soft 768 KiB, 1 s, output 64 KiB.</summary>
    Embedded = 1,

    /// <summary>10 MiB, soft 8 MiB, 5 s, output 1 MiB.</summary>
    Production = 2,

    /// <summary>100 MiB, soft 80 MiB, 60 s, output 16 MiB.</summary>
    Development = 3,
}
