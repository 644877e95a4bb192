using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LuaVm.Client.Tests;

[NonParallelizable]
public sealed class ProcessTests
{
    [TearDown]
    public void Allow() => LuaVmProcess.Configure(new LuaVmProcessOptions());

    [Test]
    public void The_cap_on_VMs_is_the_processes()
    {
        using var one = new Vm();
        LuaVmProcess.Configure(new LuaVmProcessOptions { VmCap = 1 });
        Assert.That(LuaVmProcess.Statistics.VmCap, Is.EqualTo(1));
        Assert.That(() => new Vm(), Throws.TypeOf<QuotaException>().With.Message.Contains("1"));
    }

    [Test]
    public void The_memory_quota_is_the_processes()
    {
        LuaVmProcess.Configure(new LuaVmProcessOptions { MemoryQuota = 4 << 20 });
        Assert.That(LuaVmProcess.Statistics.MemoryQuotaBytes, Is.EqualTo(4 << 20));
        using var vm = new Vm(new VmOptions { MemoryLimit = 64 << 20 });
        Assert.That(() => vm.Eval("local t = {} for i = 1, 1e7 do t[i] = {} end"), Throws.TypeOf<QuotaException>());
    }

    [Test]
    public void The_caps_of_services_are_the_processes()
    {
        LuaVmProcess.Configure(new LuaVmProcessOptions
        {
            HttpCap = 3,
            WebSocketCap = 2,
            CacheBytes = 1 << 20,
            CacheCompressBytes = Limit.Unlimited,
        });
        var now = LuaVmProcess.Statistics;
        Assert.That((now.HttpCap, now.WebSocketCap, now.CacheBytes, now.CacheCompressBytes),
                    Is.EqualTo((3L, 2L, 1L << 20, Limit.Unlimited)));
        Assert.That(() => LuaVmProcess.Configure(new LuaVmProcessOptions { CaFile = "missing.pem" }),
                    Throws.TypeOf<InvalidArgumentException>().With.Message.Contains("missing.pem"));
    }

    [Test]
    public void Impossible_values_are_refused()
    {
        Assert.That(() => LuaVmProcess.Configure(new LuaVmProcessOptions { HttpCap = 0 }),
                    Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => LuaVmProcess.Configure(new LuaVmProcessOptions { VmCap = 70_000 }),
                    Throws.TypeOf<InvalidArgumentException>());
        Assert.That(() => LuaVmProcess.Configure(new LuaVmProcessOptions { VmCap = 0 }),
                    Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Statistics_count()
    {
        var before = LuaVmProcess.Statistics;
        using var vm = new Vm();
        using var result = vm.Eval("return 1");
        Assert.That(() => vm.Eval("while true do end", new EvalOptions { Fuel = 100 }), Throws.TypeOf<FuelException>());
        var after = LuaVmProcess.Statistics;
        Assert.That(after.VmTotal - before.VmTotal, Is.EqualTo(1));
        Assert.That(after.EvalTotal - before.EvalTotal, Is.EqualTo(2));
        Assert.That(after.KillTotal - before.KillTotal, Is.EqualTo(1));
        Assert.That(after.MemoryPeakBytes, Is.GreaterThanOrEqualTo(after.MemoryBytes));
        Assert.That(LuaVmProcess.Version, Does.Match(@"^\d+\.\d+\.\d+$"));
    }

    [Test]
    public void Each_request_for_memory_may_fail_and_nothing_leaks()
    {
        const string Source = "local t = {} for i = 1, 20 do t[i] = {tostring(i)} end return t";
        using var vm = new Vm();
        vm.Eval(Source).Dispose();
        var blocks = LuaVmProcess.Statistics.BlockCount;
        LuaVmProcess.FailAllocations(Limit.Unlimited);
        vm.Eval(Source).Dispose();
        var requests = LuaVmProcess.FailAllocations(0);
        Assert.That(requests, Is.GreaterThan(20));
        for (var nth = 1; nth <= requests; nth++)
        {
            LuaVmProcess.FailAllocations(nth);
            vm.TryEval(Source, out var result);
            LuaVmProcess.FailAllocations(0);
            Assert.That(result.Status, Is.EqualTo(LuaStatus.Ok).Or.EqualTo(LuaStatus.Memory), $"request {nth}");
            result.Dispose();
        }
        Assert.That(LuaVmProcess.Statistics.BlockCount, Is.EqualTo(blocks));
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
    }

    [Test]
    public void The_collector_answers()
    {
        using var vm = new Vm();
        var keep = new EvalOptions { KeepGlobals = true };
        vm.Eval("t = {} for i = 1, 10000 do t[i] = {} end", keep).Dispose();
        vm.Eval("t = nil", keep).Dispose();
        var used = vm.Memory.UsedBytes;
        Assert.That(vm.Gc.Collect(), Is.GreaterThan(100_000));
        Assert.That(vm.Memory.UsedBytes, Is.LessThan(used));
        Assert.That(vm.Gc.SetMode(LuaGcMode.Generational), Is.EqualTo(LuaGcMode.Incremental));
        Assert.That(vm.Gc.SetMode(LuaGcMode.Incremental), Is.EqualTo(LuaGcMode.Generational));
        Assert.That(() => vm.Gc.Step(-1), Throws.TypeOf<InvalidArgumentException>());
        Assert.That(vm.Gc.Step(1 << 20), Is.True);
        var cycles = vm.Memory.GcCount;
        vm.Gc.Stop();
        vm.Eval("for i = 1, 10000 do local t = {} end").Dispose();
        Assert.That(vm.Memory.GcCount, Is.EqualTo(cycles));
        vm.Gc.Restart();
        vm.Eval("for i = 1, 100000 do local t = {} end").Dispose();
        Assert.That(vm.Memory.GcCount, Is.GreaterThan(cycles));
    }

    // Two runtimes are in this process, and both have handlers for these signals.
    [Test]
    public void The_hosts_own_faults_are_still_its_exceptions()
    {
        using var vm = new Vm();
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
        Assert.That(() => Length(null!), Throws.TypeOf<NullReferenceException>());
        Assert.That(() => Quotient(1, 0), Throws.TypeOf<DivideByZeroException>());
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
    }

    [Test]
    public void The_host_still_starts_processes()
    {
        using var vm = new Vm();
        Assert.That(vm.Eval<long>("return 1"), Is.EqualTo(1));
        using var process = Process.Start(new ProcessStartInfo("/bin/echo", "hello") { RedirectStandardOutput = true })!;
        Assert.That(process.StandardOutput.ReadToEnd(), Is.EqualTo("hello\n"));
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Length(string text) => text.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Quotient(int dividend, int divisor) => dividend / divisor;
}
