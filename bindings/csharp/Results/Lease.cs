using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Keeps a result's block alive while it is read, also where another thread disposes of the result.</summary>
internal readonly ref struct Lease
{
    private readonly ResultHandle? handle;

    /// <summary>Throws <see cref="ObjectDisposedException"/> for a result that is disposed of, and for a call that is
    /// over.</summary>
    public Lease(object? owner)
    {
        if (owner is ResultHandle result)
        {
            var taken = false;
            result.DangerousAddRef(ref taken);
            handle = result;
        }
        else if (owner is CallFrame frame)
        {
            frame.Check();
        }
    }

    public void Dispose() => handle?.DangerousRelease();
}
