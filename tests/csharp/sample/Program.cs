// A host that does what could upset two runtimes in one process. Prints a line for each part that went well.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using LuaVm.Client;

Report("values", () =>
{
    using var vm = new Vm();
    using var result = vm.Eval("return {1, 2.5, 'x', {y = true}}");
    return result.ToObject() is List<object?> { Count: 4 } list
        && Equals(list[1], 2.5) && list[3] is Dictionary<object, object?> inner && Equals(inner["y"], true);
});
Report("threads under collections", () =>
{
    var done = 0;
    var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
    {
        using var vm = new Vm();
        for (var round = 0; round < 500; round++)
        {
            vm.Eval("local t = {} for i = 1, 200 do t[i] = {i} end return t"); // left to the finalizer
            if (round % 10 == 0) GC.Collect();
        }
        Interlocked.Increment(ref done);
    })).ToList();
    threads.ForEach(thread => thread.Start());
    threads.ForEach(thread => thread.Join());
    GC.Collect();
    GC.WaitForPendingFinalizers();
    return done == 4 && LuaVmProcess.Statistics is { VmCount: 0, BlockCount: < 100 };
});
Report("collections beside a script", () =>
{
    using var vm = new Vm();
    using var source = new CancellationTokenSource();
    var task = vm.EvalAsync("while true do end", new EvalOptions { Timeout = Timeout.InfiniteTimeSpan }, source.Token);
    for (var i = 0; i < 100; i++) GC.Collect();
    source.Cancel();
    return Catches<OperationCanceledException>(() => task.GetAwaiter().GetResult());
});
Report("an error by its class", () =>
{
    using var vm = new Vm();
    return Catches<LuaSyntaxException>(() => vm.Eval("return return"));
});
Report("faults of the host", () =>
    Catches<NullReferenceException>(() => Length(null!)) && Catches<DivideByZeroException>(() => Quotient(1, 0)));
Report("processes of the host", () =>
{
    using var process = Process.Start("/bin/true");
    process.WaitForExit();
    return process.ExitCode == 0;
});

static void Report(string part, Func<bool> check) => Console.WriteLine($"{part}: {(check() ? "ok" : "failed")}");

static bool Catches<T>(Action action) where T : Exception
{
    try
    {
        action();
        return false;
    }
    catch (T)
    {
        return true;
    }
}

[MethodImpl(MethodImplOptions.NoInlining)]
static int Length(string text) => text.Length;

[MethodImpl(MethodImplOptions.NoInlining)]
static int Quotient(int dividend, int divisor) => dividend / divisor;
