namespace LuaVm.Client;

/// <summary>A VM's garbage collector. Each call needs the VM for itself, as an eval does. All of them throw
/// <see cref="BusyException"/>, <see cref="ClosedException"/> and, where finalizers of a trusted VM were stopped, the
/// exception of the limit that stopped them.</summary>
public readonly struct LuaGc
{
    private const uint CollectOperation = 0, StepOperation = 1, StopOperation = 2, RestartOperation = 3;

    private readonly Vm vm;

    internal LuaGc(Vm vm) => this.vm = vm;

    /// <summary>Runs one full cycle.</summary>
    /// <returns>The bytes that it freed.</returns>
    public long Collect() => vm.CollectGarbage(CollectOperation, 0);

    /// <summary>Runs a step.</summary>
    /// <param name="kibibytes">Its size, 0 to 1,048,576; 0: one basic step.</param>
    /// <returns>True when it ended a cycle.</returns>
    /// <exception cref="InvalidArgumentException"><paramref name="kibibytes"/> is out of range.</exception>
    public bool Step(long kibibytes = 0) => vm.CollectGarbage(StepOperation, kibibytes) != 0;

    /// <summary>Stops the collector until <see cref="Restart"/>; at the hard limit it still collects.</summary>
    public void Stop() => vm.CollectGarbage(StopOperation, 0);

    /// <summary>Lets it work again.</summary>
    public void Restart() => vm.CollectGarbage(RestartOperation, 0);

    /// <summary>Chooses how it works.</summary>
    /// <param name="mode">The mode from now on.</param>
    /// <returns>The mode before.</returns>
    public LuaGcMode SetMode(LuaGcMode mode)
    {
        if (!Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException(nameof(mode));
        return (LuaGcMode)vm.CollectGarbage((uint)mode, 0);
    }
}
