namespace LuaVm.Client.Tests;

public sealed class ThreadTests
{
    private const int Patience = 60_000;

    [Test]
    public void A_second_user_is_told_busy_at_once()
    {
        using var vm = new Vm();
        using var endless = new Endless(vm);
        Assert.That(() => vm.Eval("return 1"), Throws.TypeOf<BusyException>());
        Assert.That(() => vm.Gc.Collect(), Throws.TypeOf<BusyException>());
        Assert.That(vm.Reset, Throws.TypeOf<BusyException>());
        Assert.That(vm.TryEval("return 1", out var result), Is.False);
        Assert.That(result.Status, Is.EqualTo(LuaStatus.Busy));
        Assert.That(result.Message, Does.Contain("thread"));
        vm.Interrupt();
        Assert.That(endless.Join(), Is.TypeOf<CancelledException>());
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
    }

    [Test]
    public void Disposing_stops_what_runs()
    {
        using var vm = new Vm();
        using var endless = new Endless(vm);
        vm.Dispose();
        Assert.That(endless.Join(), Is.TypeOf<ClosedException>());
    }

    [Test]
    public void A_token_stops_the_script_with_the_exception_of_NET()
    {
        using var vm = new Vm();
        using var source = new CancellationTokenSource();
        using var endless = new Endless(vm, source.Token);
        source.Cancel();
        var thrown = endless.Join() as OperationCanceledException;
        Assert.That(thrown!.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(thrown.InnerException, Is.TypeOf<CancelledException>());
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
    }

    [Test]
    public void A_token_cancelled_before_runs_nothing()
    {
        using var vm = new Vm();
        var before = LuaVmProcess.Statistics.EvalTotal;
        Assert.That(() => vm.Eval("return 1", cancellationToken: new CancellationToken(true)),
                    Throws.TypeOf<OperationCanceledException>());
        Assert.That(vm.EvalAsync("return 1", cancellationToken: new CancellationToken(true)).IsCanceled);
        Assert.That(vm.TryEval("return 1", out var result, cancellationToken: new CancellationToken(true)), Is.False);
        Assert.That(result.Status, Is.EqualTo(LuaStatus.Cancelled));
        Assert.That(LuaVmProcess.Statistics.EvalTotal, Is.EqualTo(before));
    }

    [Test]
    public void A_cancellation_is_never_lost_however_it_falls()
    {
        using var vm = new Vm();
        for (var round = 0; round < 600; round++)
        {
            using var source = new CancellationTokenSource();
            using var start = new Barrier(2);
            var delay = round % 40; // so that it falls before, at and after the script's beginning
            var canceller = new Thread(() =>
            {
                start.SignalAndWait();
                Thread.SpinWait(delay);
                source.Cancel();
            });
            canceller.Start();
            start.SignalAndWait();
            Assert.That(() => vm.Eval("while true do end", Endless.Forever, source.Token),
                        Throws.InstanceOf<OperationCanceledException>());
            canceller.Join();
        }
    }

    [Test]
    public void A_cancellation_never_hits_the_next_eval()
    {
        using var vm = new Vm();
        for (var round = 0; round < 300; round++)
        {
            using var source = new CancellationTokenSource();
            var canceller = new Thread(source.Cancel);
            canceller.Start();
            vm.TryEval("for i = 1, 2000 do end", out var first, cancellationToken: source.Token);
            first.Dispose();
            Assert.That(vm.Eval<long>("for i = 1, 20000 do end return 7"), Is.EqualTo(7));
            canceller.Join();
        }
    }

    [Test]
    public void The_token_of_a_busy_call_leaves_the_running_script_alone()
    {
        using var vm = new Vm();
        using var endless = new Endless(vm);
        using var source = new CancellationTokenSource();
        Assert.That(vm.EvalAsync("return 1", cancellationToken: source.Token).Exception!.InnerException,
                    Is.TypeOf<BusyException>());
        source.Cancel();
        Assert.That(() => vm.Eval("return 1"), Throws.TypeOf<BusyException>());
        vm.Interrupt();
        Assert.That(endless.Join(), Is.TypeOf<CancelledException>());
    }

    [Test]
    public async Task Async_gives_the_result_or_the_exception()
    {
        using var vm = new Vm();
        using (var result = await vm.EvalAsync("return 1 + 1"))
            Assert.That(result.Value.AsInt64(), Is.EqualTo(2));
        Assert.That(async () => await vm.EvalAsync("error('no')"), Throws.TypeOf<LuaRuntimeException>());
    }

    [Test]
    public void Async_takes_the_VM_when_it_is_called()
    {
        using var vm = new Vm();
        using var source = new CancellationTokenSource();
        var first = vm.EvalAsync("while true do end", Endless.Forever, source.Token);
        Assert.That(async () => await vm.EvalAsync("return 1"), Throws.TypeOf<BusyException>());
        source.Cancel();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(first.IsCanceled);
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
    }

    [Test]
    public void Disposing_ends_async_evals_that_have_begun_or_not()
    {
        var vm = new Vm();
        var task = vm.EvalAsync("while true do end", Endless.Forever);
        vm.Dispose();
        Assert.That(async () => await task.WaitAsync(TimeSpan.FromMilliseconds(Patience)),
                    Throws.TypeOf<ClosedException>());
    }

    [Test]
    public void VMs_run_beside_one_another_under_collections()
    {
        var sums = new long[4];
        var threads = sums.Select((_, index) => new Thread(() =>
        {
            using var vm = new Vm();
            for (var round = 0; round < 200; round++)
            {
                using var result = vm.Eval("local t = {} for i = 1, 500 do t[i] = {i, tostring(i)} end return t");
                sums[index] += ((List<object?>)result.ToObject()!).Count;
                if (round % 20 == 0) GC.Collect();
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) Assert.That(thread.Join(Patience));
        Assert.That(sums, Is.All.EqualTo(100_000));
    }
}
