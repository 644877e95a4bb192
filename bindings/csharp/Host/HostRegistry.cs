namespace LuaVm.Client;

/// <summary>What takes host functions and classes: a VM, or a template for many.</summary>
public abstract class HostRegistry
{
    private protected HostRegistry()
    {
    }

    /// <summary>Puts a host function where every script finds it, also after <see cref="Vm.Reset"/>. What is there
    /// already is replaced.</summary>
    /// <param name="path">Its name, with modules before it: "log", "game.spawn". Scripts cannot write those modules.
    /// </param>
    /// <param name="function">See <see cref="HostFunction.Of{TResult}(Func{TResult})"/>.</param>
    /// <exception cref="InvalidArgumentException">The library refused the path.</exception>
    /// <exception cref="LuaVmException">Another thread uses the VM, it is disposed of, or its memory is spent.
    /// </exception>
    public void Register(string path, HostFunction function)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(function);
        Add(path, function);
    }

    /// <summary>Lets objects into Lua: from now on, each that goes in becomes a host object of its class, wherever a
    /// value is expected. Nothing of them is visible but what the class names.</summary>
    /// <param name="kinds">One for each type; objects of derived types have the class of the nearest.</param>
    public void Expose(params LuaClass[] kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        Add(kinds);
    }

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register(string path, LuaCallback function) => Register(path, HostFunction.Of(function));

    /// <summary>Puts a function there whose answer the host gives through <see cref="LuaRun.Resume"/>.</summary>
    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterPending(string path) => Register(path, HostFunction.Pending);

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register(string path, Action function) => Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<TResult>(string path, Func<TResult> function) => Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync(string path, Func<Task> function) => Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<TResult>(string path, Func<Task<TResult>> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1>(string path, Action<T1> function) => Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, TResult>(string path, Func<T1, TResult> function) =>
        Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1>(string path, Func<T1, Task> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, TResult>(string path, Func<T1, Task<TResult>> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, T2>(string path, Action<T1, T2> function) => Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, T2, TResult>(string path, Func<T1, T2, TResult> function) =>
        Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, T2>(string path, Func<T1, T2, Task> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, T2, TResult>(string path, Func<T1, T2, Task<TResult>> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, T2, T3>(string path, Action<T1, T2, T3> function) =>
        Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, T2, T3, TResult>(string path, Func<T1, T2, T3, TResult> function) =>
        Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, T2, T3>(string path, Func<T1, T2, T3, Task> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, T2, T3, TResult>(string path, Func<T1, T2, T3, Task<TResult>> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, T2, T3, T4>(string path, Action<T1, T2, T3, T4> function) =>
        Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void Register<T1, T2, T3, T4, TResult>(string path, Func<T1, T2, T3, T4, TResult> function) =>
        Register(path, HostFunction.Of(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, T2, T3, T4>(string path, Func<T1, T2, T3, T4, Task> function) =>
        Register(path, HostFunction.OfAsync(function));

    /// <inheritdoc cref="Register(string, HostFunction)"/>
    public void RegisterAsync<T1, T2, T3, T4, TResult>(string path, Func<T1, T2, T3, T4, Task<TResult>> function) =>
        Register(path, HostFunction.OfAsync(function));

    private protected abstract void Add(string path, HostFunction function);

    private protected abstract void Add(LuaClass[] kinds);
}
