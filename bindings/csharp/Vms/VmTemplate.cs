using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What many VMs begin with: host functions and classes, given to <see cref="VmOptions.Template"/>. VMs that are
/// made already stay as they are.</summary>
/// <remarks>Owns: dispose of it; a forgotten one is freed by its finalizer. VMs made of it go on without it. Threads: any.
/// </remarks>
public sealed class VmTemplate : HostRegistry, IDisposable
{
    private readonly TemplateHandle handle = new();
    private readonly object gate = new();
    private LuaClass[] classes = [];

    internal ulong Value => handle.Value;

    internal Registrations Registrations { get; } = new();

    internal LuaClass[] Classes => Volatile.Read(ref classes);

    /// <summary>Frees it. Never throws; again, it does nothing.</summary>
    public void Dispose() => handle.Dispose();

    private protected override unsafe void Add(string path, HostFunction function)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        Registrations.Add(function, path, (native, error) =>
            (LuaStatus)Abi.template_register(handle.Value, native, error));
        GC.KeepAlive(this);
    }

    private protected override void Add(LuaClass[] kinds)
    {
        lock (gate) classes = [.. classes, .. kinds];
    }
}
