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
Report("functions and objects of the host under collections", () =>
{
    using var vm = new Vm();
    var kept = new List<LuaFunction>();
    vm.Expose(new LuaClass<Counter>("Counter").Property("count", counter => counter.Count)
        .Method("add", (Counter counter, long by) => { counter.Count += by; }));
    vm.Register("collect", () => GC.Collect());
    vm.Register("counter", () => new Counter());
    vm.Register("keep", (LuaFunction function) => { kept.Add(function); });
    vm.Register("both", (string text, double number) => (text.Length, number * 2));
    var sum = vm.Eval<double>("""
        local sum = 0
        for i = 1, 200 do
          local c = counter()
          c:add(i)
          if i % 20 == 0 then collect() keep(function(n) return n * i end) end
          local length, twice = both("text", i)
          sum = sum + c.count + length + twice
        end
        return sum
        """);
    return sum == 200 * 201 / 2 * 3 + 800 && kept.Count == 10 && kept[9].Call<long>(2) == 400;
});
Report("exceptions of the host through Lua", () =>
{
    using var vm = new Vm();
    var thrown = new InvalidOperationException("no");
    vm.Register("fail", () => { throw thrown; });
    vm.Register("divide", (long a, long b) => a / b);
    var same = false;
    try
    {
        vm.Eval("fail()");
    }
    catch (InvalidOperationException caught)
    {
        same = ReferenceEquals(caught, thrown);
    }
    return same && vm.Eval<string>("return tostring(select(2, pcall(fail)))") == "no"
        && Catches<DivideByZeroException>(() => vm.Eval("divide(1, 0)"));
});
Report("answers that come later", () =>
{
    using var template = new VmTemplate();
    template.RegisterAsync("fetch", async (long n, CancellationToken token) =>
    {
        await Task.Delay(1, token);
        return n + 1;
    });
    var vms = Enumerable.Range(0, 20).Select(_ => new Vm(new VmOptions { Template = template })).ToList();
    var runs = vms.Select(vm => vm.EvalAsync("return fetch(fetch(40))", new EvalOptions { SliceFuel = 1000 })).ToList();
    var right = runs.All(run => run.GetAwaiter().GetResult() is var result && result.Value.AsInt64() == 42);
    vms.ForEach(vm => vm.Dispose());
    return right;
});
Report("values in every form", () =>
{
    using var vm = new Vm();
    vm.Globals["tree"] = new Dictionary<string, object?> { ["list"] = new[] { 1.5, 2.5 }, ["names"] = new List<string> { "a" } };
    using var view = vm.Globals.Get<LuaTableView>("tree");
    return view!.Get<double[]>("list") is [1.5, 2.5] && view.Get<string[]>("names") is ["a"] && view.Get<List<object?>>("names")!.Count == 1
        && vm.Globals.Get<Dictionary<string, object?>>("tree")!.Count == 2;
});
Report("faults of the host", () =>
    Catches<NullReferenceException>(() => Length(null!)) && Catches<DivideByZeroException>(() => Quotient(1, 0)));
Report("services for the host under collections", () =>
{
    using var policy = new LuaPolicy("""{"version": 1, "cache": {"tenant": "sample"} }""");
    using var vm = new Vm(new VmOptions { Policy = policy });
    var cache = new LuaCache("sample");
    cache.Put("greeting", "hello");
    using var socket = new LuaWebSocket($"ws://{args[0]}/ws");
    var refused = Catches<SandboxException>(() => LuaHttp.Get($"http://{args[0]}/hello", new HttpOptions { Policy = policy }));
    for (var i = 0; i < 50; i++)
    {
        socket.Send($"{i}");
        socket.Send([(byte)i, 0xff]);
        GC.Collect();
        if (socket.Receive()!.Text != $"{i}" || socket.Receive()!.Data is not [var first, 0xff] || first != i) return false;
        if (LuaHttp.Get($"http://{args[0]}/hello").Text != "hello from the server") return false;
    }
    socket.Close();
    return refused && vm.Eval<string>("return cache.get('greeting')") == "hello" && Catches<ClosedException>(() => socket.Send("x"));
});
Report("processes of the host", () =>
{
    using var process = Process.Start("/bin/true");
    process.WaitForExit();
    return process.ExitCode == 0;
});

// Left to the end of the process, with a run that waits.
var left = new Vm();
left.RegisterPending("ask");
left.Register("self", () => left.Memory.UsedBytes);
left.Start("ask(self())");

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

internal sealed class Counter
{
    public long Count { get; set; }
}
