using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Keeps a result's block alive while it is read, also where another thread disposes of the result.</summary>
internal readonly ref struct Lease
{
    private readonly ResultHandle? handle;

    /// <summary>Throws <see cref="ObjectDisposedException"/> for a result that is disposed of.</summary>
    public Lease(ResultHandle? handle)
    {
        var taken = false;
        handle?.DangerousAddRef(ref taken);
        this.handle = handle;
    }

    public void Dispose() => handle?.DangerousRelease();
}
