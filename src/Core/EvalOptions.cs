namespace LuaVm.Core;

/// <summary>What one eval is asked for beyond its VM's own settings. Zero limits are the VM's.</summary>
public readonly record struct EvalOptions
{
    /// <summary>Use the VM's lasting globals instead of fresh ones.</summary>
    public bool KeepEnvironment { get; init; }

    /// <summary>Also write what print writes to standard output as it comes.</summary>
    public bool Echo { get; init; }

    /// <summary>Memory limits are the VM's alone and not looked at here.</summary>
    public Limits Limits { get; init; }
}
