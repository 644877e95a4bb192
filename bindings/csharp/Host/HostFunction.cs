using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>A raw host function: reads its arguments and gives its results through the call, without conversions.
/// </summary>
/// <param name="call">What the script gave, and where the answer goes. Valid until this returns.</param>
public delegate void LuaCallback(LuaCall call);

/// <summary>A function of the host that scripts may call, in any VM: see
/// <see cref="HostRegistry.Register(string, HostFunction)"/>, <see cref="Vm.CreateFunction"/> and
/// <see cref="LuaClass{T}"/>. It is a value as well: a table may hold one.</summary>
public sealed class HostFunction
{
    private HostFunction(LuaCallback body, uint flags) => (Body, Flags) = (body, flags);

    internal LuaCallback Body { get; }
    internal uint Flags { get; }

    /// <summary>A host function over the call itself.</summary>
    /// <param name="function">Called on the thread that runs the script. What it throws is an error in Lua, and the
    /// same exception where no script catches it.</param>
    public static HostFunction Of(LuaCallback function) => Make(function, function, 0);

    /// <summary>A host function whose answer the host gives through <see cref="LuaRun.Resume"/>: its arguments are the
    /// run's <see cref="LuaRun.Values"/> meanwhile.</summary>
    public static HostFunction Pending { get; } = new(static call => call.Pend(), 0);

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of(Action function) =>
        Make(function, call => function(), 0);

    /// <summary>A host function over a delegate. Its parameters are what a script passes, of the types that
    /// <see cref="LuaValue.As{T}"/> gives; a value of another type is an error of the script. A parameter of type
    /// <see cref="Vm"/> or <see cref="CancellationToken"/> is the VM that calls and the token of its run, and takes no
    /// argument. A result is whatever <see cref="LuaValue.From"/> takes; a tuple is several.</summary>
    /// <param name="function">Called on the thread that runs the script. What it throws is an error in Lua, and the
    /// same exception where no script catches it.</param>
    public static HostFunction Of<TResult>(Func<TResult> function) =>
        MakeSync<TResult>(function, call => call.Return(function()), 0);

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1>(Action<T1> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one)) function(one);
        }, Tables<T1>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, TResult>(Func<T1, TResult> function) =>
        MakeSync<TResult>(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one)) call.Return(function(one));
        }, Tables<T1>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, T2>(Action<T1, T2> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)) function(one, two);
        }, Tables<T1, T2>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, T2, TResult>(Func<T1, T2, TResult> function) =>
        MakeSync<TResult>(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)) call.Return(function(one, two));
        }, Tables<T1, T2>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, T2, T3>(Action<T1, T2, T3> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three))
                function(one, two, three);
        }, Tables<T1, T2, T3>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function) =>
        MakeSync<TResult>(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three))
                call.Return(function(one, two, three));
        }, Tables<T1, T2, T3>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three) && call.Read(ref next, out T4 four))
                function(one, two, three, four);
        }, Tables<T1, T2, T3, T4>());

    /// <inheritdoc cref="Of{TResult}(Func{TResult})"/>
    public static HostFunction Of<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function) =>
        MakeSync<TResult>(function, call =>
        {
            var next = 0;
            if (call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three) && call.Read(ref next, out T4 four))
                call.Return(function(one, two, three, four));
        }, Tables<T1, T2, T3, T4>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync(Func<Task> function) =>
        Make(function, call =>
        {
            if (call.MayWait()) call.Await(function());
        }, 0);

    /// <summary>A host function that answers later: the run waits without a thread, until the task is done. For
    /// <see cref="Vm.EvalAsync"/>, <see cref="LuaFunction.CallAsync(LuaValue[])"/> and <see cref="LuaRun"/>; in other
    /// calls a script that calls it gets an error. Else as <see cref="Of{TResult}(Func{TResult})"/>.</summary>
    /// <param name="function">Called on the thread that runs the script.</param>
    public static HostFunction OfAsync<TResult>(Func<Task<TResult>> function) =>
        Make(function, call =>
        {
            if (call.MayWait()) call.Await(function());
        }, 0);

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1>(Func<T1, Task> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one)) call.Await(function(one));
        }, Tables<T1>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, TResult>(Func<T1, Task<TResult>> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one)) call.Await(function(one));
        }, Tables<T1>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, T2>(Func<T1, T2, Task> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two))
                call.Await(function(one, two));
        }, Tables<T1, T2>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two))
                call.Await(function(one, two));
        }, Tables<T1, T2>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, T2, T3>(Func<T1, T2, T3, Task> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three))
                call.Await(function(one, two, three));
        }, Tables<T1, T2, T3>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three))
                call.Await(function(one, two, three));
        }, Tables<T1, T2, T3>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three) && call.Read(ref next, out T4 four))
                call.Await(function(one, two, three, four));
        }, Tables<T1, T2, T3, T4>());

    /// <inheritdoc cref="OfAsync{TResult}(Func{Task{TResult}})"/>
    public static HostFunction OfAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function) =>
        Make(function, call =>
        {
            var next = 0;
            if (call.MayWait() && call.Read(ref next, out T1 one) && call.Read(ref next, out T2 two)
                && call.Read(ref next, out T3 three) && call.Read(ref next, out T4 four))
                call.Await(function(one, two, three, four));
        }, Tables<T1, T2, T3, T4>());

    private static HostFunction Make(Delegate function, LuaCallback body, uint flags)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new HostFunction(body, flags);
    }

    private static HostFunction MakeSync<TResult>(Delegate function, LuaCallback body, uint flags) =>
        typeof(TResult).IsAssignableTo(typeof(Task))
            ? throw new ArgumentException("a function that returns a task answers later: use OfAsync or RegisterAsync",
                                          nameof(function))
            : Make(function, body, flags);

    // A live view is one of the VM's own table, which a copy is not.
    private static uint Tables<T1>() => typeof(T1) == typeof(LuaTableView) ? Abi.LUAVM_FUNCTION_KEEP_TABLES : 0;
    private static uint Tables<T1, T2>() => Tables<T1>() | Tables<T2>();
    private static uint Tables<T1, T2, T3>() => Tables<T1, T2>() | Tables<T3>();
    private static uint Tables<T1, T2, T3, T4>() => Tables<T1, T2, T3>() | Tables<T4>();
}
