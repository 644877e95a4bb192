using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>
/// Host functions by path, each held: a template, or those of one VM, which puts them back after a reset. What is let
/// go may call the host, so that is done outside the lock.
/// </summary>
public sealed class FunctionSet
{
    private readonly object _gate = new();
    private readonly Dictionary<string, nint> _functions = []; // enumerates in the order of its insertions
    private bool _closed;

    /// <summary>Adds a function that the caller holds, in place of one of the same path.</summary>
    /// <param name="path">Dotted, any bytes of it as one character each.</param>
    /// <param name="function">Of shim_function_new; from here on the set holds it.</param>
    /// <returns>False: the set is closed, the caller still holds it.</returns>
    public bool Put(string path, nint function)
    {
        nint replaced;
        lock (_gate)
        {
            if (_closed) return false;
            _functions.TryGetValue(path, out replaced);
            _functions[path] = function;
        }
        if (replaced != 0) NativeMethods.shim_function_drop(replaced);
        return true;
    }

    /// <summary>Puts all of them into another set.</summary>
    internal void CopyTo(FunctionSet other)
    {
        foreach (var (path, function) in Held()) other.Put(path, function);
    }

    /// <summary>Lets go of all. A second time does nothing.</summary>
    public void Close()
    {
        nint[] functions;
        lock (_gate)
        {
            _closed = true;
            functions = [.. _functions.Values];
            _functions.Clear();
        }
        foreach (var function in functions) NativeMethods.shim_function_drop(function);
    }

    /// <summary>The functions of this moment, in the order they came; the caller is not to keep them.</summary>
    internal nint[] All()
    {
        lock (_gate) return [.. _functions.Values];
    }

    private KeyValuePair<string, nint>[] Held()
    {
        lock (_gate)
        {
            foreach (var function in _functions.Values) NativeMethods.shim_function_hold(function);
            return [.. _functions];
        }
    }
}
