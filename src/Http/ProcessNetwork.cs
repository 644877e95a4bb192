namespace LuaVm.Http;

/// <summary>Where services of this process have names and connections from, unless they are told otherwise.</summary>
internal static class ProcessNetwork
{
    private static INetwork s_current = SystemNetwork.Instance;

    /// <summary>Put in place before any service is made.</summary>
    internal static INetwork Current
    {
        get => Volatile.Read(ref s_current);
        set => Volatile.Write(ref s_current, value);
    }
}
