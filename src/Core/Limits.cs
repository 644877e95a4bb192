namespace LuaVm.Core;

/// <summary>luavm_profile: what a script may reach.</summary>
public enum Profile
{
    Default = 0,
    Locked = 1,
    Standard = 2,
    Redis = 3,
    Trusted = 4,
}

/// <summary>luavm_preset: sets of limits.</summary>
public enum Preset
{
    Default = 0,
    Embedded = 1,
    Production = 2,
    Development = 3,
}

/// <summary>
/// What a VM may use. 0 asks for the default; <see cref="Quantity.Unlimited"/> for none. Bytes, fuel units and
/// milliseconds as in luavm_vm_options.
/// </summary>
public readonly record struct Limits
{
    /// <summary>Smallest memory limit: LUAVM_MEMORY_MIN.</summary>
    public const ulong MemoryMin = 65_536;

    private const ulong Mebi = 1UL << 20;

    public ulong MemoryBytes { get; init; }
    public ulong MemorySoftBytes { get; init; }
    public ulong Fuel { get; init; }
    public ulong WallMs { get; init; }
    public ulong OutputBytes { get; init; }
    public ulong ResultBytes { get; init; }

    /// <summary>The limits a preset stands for; the figures are the project's own choice.</summary>
    public static Limits Of(Preset preset) => preset switch
    {
        Preset.Default => Make(16 * Mebi, 12 * Mebi, 5_000, Mebi),
        Preset.Embedded => Make(Mebi, 768 << 10, 1_000, 64 << 10),
        Preset.Production => Make(10 * Mebi, 8 * Mebi, 5_000, Mebi),
        Preset.Development => Make(100 * Mebi, 80 * Mebi, 60_000, 16 * Mebi),
        _ => throw new LuaFault(Status.Argument, $"preset {(uint)preset} is not known; use 0 to 3 (LUAVM_PRESET_...)"),
    };

    /// <summary>These limits with the zero ones taken from <paramref name="defaults"/>, checked.</summary>
    public Limits Over(Limits defaults)
    {
        var memory = Or(MemoryBytes, defaults.MemoryBytes);
        var soft = MemorySoftBytes != 0 ? MemorySoftBytes
            : MemoryBytes == 0 ? defaults.MemorySoftBytes : memory / 4 * 3;
        if (memory < MemoryMin)
        {
            throw new LuaFault(Status.Argument,
                $"memory limit {Quantity.Bytes(memory)} is below the least a VM needs, {Quantity.Bytes(MemoryMin)}; ask for more, or leave it out for the default");
        }
        if (soft > memory)
        {
            throw new LuaFault(Status.Argument,
                $"soft memory limit {Quantity.Bytes(soft)} is above the hard limit {Quantity.Bytes(memory)}; lower it, or leave it out for three quarters");
        }
        return Or(defaults) with { MemoryBytes = memory, MemorySoftBytes = soft };
    }

    /// <summary>These limits with each zero one taken from <paramref name="others"/>, unchecked.</summary>
    public Limits Or(Limits others) => new()
    {
        MemoryBytes = Or(MemoryBytes, others.MemoryBytes),
        MemorySoftBytes = Or(MemorySoftBytes, others.MemorySoftBytes),
        Fuel = Or(Fuel, others.Fuel),
        WallMs = Or(WallMs, others.WallMs),
        OutputBytes = Or(OutputBytes, others.OutputBytes),
        ResultBytes = Or(ResultBytes, others.ResultBytes),
    };

    private static ulong Or(ulong value, ulong other) => value != 0 ? value : other;

    private static Limits Make(ulong memory, ulong soft, ulong wallMs, ulong output) => new()
    {
        MemoryBytes = memory,
        MemorySoftBytes = soft,
        Fuel = Quantity.Unlimited,
        WallMs = wallMs,
        OutputBytes = output,
        ResultBytes = 64 * Mebi,
    };
}
