namespace LuaVm.Client;

/// <summary>A Lua function that the host keeps: a source loaded once, or a callback that a script gave.</summary>
/// <inheritdoc cref="LuaReference"/>
public sealed class LuaFunction : LuaReference
{
    internal LuaFunction(VmCore core, ulong reference) : base(core, reference)
    {
    }

    /// <inheritdoc/>
    public override LuaType Type => LuaType.Function;

    /// <summary>Calls it.</summary>
    /// <param name="arguments">At most 10,000.</param>
    /// <returns>What it returned and printed, and what it spent. Dispose of it.</returns>
    /// <exception cref="LuaVmException">It failed, reached a limit or was stopped, or the VM is busy or disposed of: a
    /// subclass for each status. An exception that a host function threw comes out as it is.</exception>
    /// <exception cref="ArgumentException">An argument has no form in Lua; the message names the path to it.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed of.</exception>
    public LuaResult Call(params ReadOnlySpan<LuaValue> arguments) => Call(null, default, arguments);

    /// <inheritdoc cref="Call(ReadOnlySpan{LuaValue})"/>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops it, whatever it does to prevent that.</param>
    /// <param name="arguments">At most 10,000.</param>
    public LuaResult Call(EvalOptions? options, CancellationToken cancellationToken,
                          params ReadOnlySpan<LuaValue> arguments) =>
        Calls.Require(Calls.Call(Core, this, arguments, options, 0, cancellationToken), cancellationToken);

    /// <summary>Calls it and gives the first value that it returns, as <see cref="LuaValue.As{T}"/> converts it.</summary>
    /// <inheritdoc cref="Call(ReadOnlySpan{LuaValue})"/>
    public T? Call<T>(params ReadOnlySpan<LuaValue> arguments) => Call<T>(null, default, arguments);

    /// <inheritdoc cref="Call{T}(ReadOnlySpan{LuaValue})"/>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops it, whatever it does to prevent that.</param>
    /// <param name="arguments">At most 10,000.</param>
    public T? Call<T>(EvalOptions? options, CancellationToken cancellationToken,
                      params ReadOnlySpan<LuaValue> arguments) =>
        Calls.First<T>(Calls.Call(Core, this, arguments, options, Calls.FlagsFor<T>(), cancellationToken),
                       cancellationToken);

    /// <summary>Calls it, but throws nothing for what it does, nor for a VM that is busy or disposed of.</summary>
    /// <param name="result">Always a result, to dispose of.</param>
    /// <param name="arguments">At most 10,000.</param>
    /// <returns>True when the status is <see cref="LuaStatus.Ok"/>.</returns>
    public bool TryCall(out LuaResult result, params ReadOnlySpan<LuaValue> arguments) =>
        (result = Calls.Call(Core, this, arguments, null, 0, default)).Ok;

    /// <summary>Calls it on the thread pool; host functions may answer later. The VM is taken by this call itself: until
    /// the task is done, every other use of the VM is busy.</summary>
    /// <param name="arguments">At most 10,000; not to be changed before the task is done.</param>
    /// <returns>A task that ends as <see cref="Call(ReadOnlySpan{LuaValue})"/> would.</returns>
    public Task<LuaResult> CallAsync(params LuaValue[] arguments) => CallAsync(null, default, arguments);

    /// <inheritdoc cref="CallAsync(LuaValue[])"/>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops it, whatever it does to prevent that; the task is canceled then.</param>
    /// <param name="arguments">At most 10,000; not to be changed before the task is done.</param>
    public Task<LuaResult> CallAsync(EvalOptions? options, CancellationToken cancellationToken,
                                     params LuaValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return LuaRun.Drive(Core, options, cancellationToken, run => run.Begin(this, arguments));
    }

    /// <summary>Calls it on the thread pool and gives the first value that it returns.</summary>
    /// <inheritdoc cref="CallAsync(LuaValue[])"/>
    public async Task<T?> CallAsync<T>(params LuaValue[] arguments) =>
        await CallAsync<T>(null, default, arguments).ConfigureAwait(false);

    /// <inheritdoc cref="CallAsync{T}(LuaValue[])"/>
    /// <param name="options">Null: all as the VM has it.</param>
    /// <param name="cancellationToken">Stops it, whatever it does to prevent that; the task is canceled then.</param>
    /// <param name="arguments">At most 10,000; not to be changed before the task is done.</param>
    public async Task<T?> CallAsync<T>(EvalOptions? options, CancellationToken cancellationToken,
                                       params LuaValue[] arguments)
    {
        var kept = Calls.Keeping<T>(options);
        using var result = await CallAsync(kept, cancellationToken, arguments).ConfigureAwait(false);
        return result.Value.As<T>();
    }

    /// <summary>Begins a call that the host carries on itself: in slices, and with answers that come later.</summary>
    /// <param name="options">Null: all as the VM has it. See <see cref="EvalOptions.SliceFuel"/>.</param>
    /// <param name="arguments">At most 10,000.</param>
    /// <returns>The run, which has the VM for itself until it is done or disposed of.</returns>
    /// <exception cref="BusyException">The VM is in use.</exception>
    public LuaRun Start(EvalOptions? options, params ReadOnlySpan<LuaValue> arguments) =>
        LuaRun.Start(Core, this, options, arguments);
}
