using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A value that a VM keeps for the host: a <see cref="LuaFunction"/>, a <see cref="LuaTableView"/> or a
/// <see cref="LuaObject"/>. It goes into any call of its VM as a value.</summary>
/// <remarks>Owns: dispose of it; a forgotten one is released by its finalizer. It keeps its <see cref="Vm"/> alive.
/// Threads: as the VM's; <see cref="Dispose"/> at any moment.</remarks>
public abstract class LuaReference : IDisposable
{
    private ulong reference;

    private protected LuaReference(VmCore core, ulong reference)
    {
        Core = core;
        this.reference = reference;
    }

    /// <summary>Releases one that was forgotten.</summary>
    ~LuaReference() => Release();

    /// <summary>The VM that keeps the value.</summary>
    public Vm Vm => Core.Vm;

    /// <summary>What it is.</summary>
    public abstract LuaType Type { get; }

    internal VmCore Core { get; }

    internal static LuaReference Of(VmCore core, LuaType type, ulong reference) => type switch
    {
        LuaType.Function => new LuaFunction(core, reference),
        LuaType.Table => new LuaTableView(core, reference),
        _ => new LuaObject(core, type, reference),
    };

    /// <summary>Gives the value back; it goes once nothing else holds it. Never throws; again, it does nothing.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    internal luavm_value ToNative()
    {
        var number = Volatile.Read(ref reference);
        ObjectDisposedException.ThrowIf(number == 0, this);
        return new luavm_value
        {
            type = (int)Type,
            flags = Abi.LUAVM_VALUE_REFERENCE,
            @as = new luavm_value_as { reference = number },
        };
    }

    private void Release()
    {
        var number = Interlocked.Exchange(ref reference, 0);
        if (number != 0) Core.Release([number]);
    }
}
