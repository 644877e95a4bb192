using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Tests.Core.Services;

internal sealed class ServiceHostTests
{
    private static readonly ServiceClass Counter = new("Counter",
    [
        new ServiceMethod("add", static (ref ServiceCall call) => call.Return(call.Target<Count>().Value += call.Integer(1, "n"))),
        new ServiceMethod("__len", static (ref ServiceCall call) => call.Return(call.Target<Count>().Value)),
    ],
    get: static (ref ServiceCall call) => call.Return(call.Bytes(1, "key")),
    set: static (ref ServiceCall call) => call.Target<Count>().Value = call.Integer(2, "value"));

    private sealed class Count : IDisposable
    {
        internal long Value;
        internal int Disposed;

        public void Dispose() => Disposed++;
    }

    private sealed class Service(Action<ServiceHost> attach) : IService
    {
        public void Attach(ServiceHost host) => attach(host);
    }

    private static Vm Make(Action<ServiceHost> attach, VmOptions options = default) =>
        Vm.Create(Scripts.NextHandle(), options with { Services = [new Service(attach)] });

    [Test]
    public void Function_answers_values_of_every_kind()
    {
        var vm = Make(host => host.Function("test.echo", (ref ServiceCall call) =>
        {
            call.Return(call.Integer(0, "i"));
            call.Return(call.Number(1, "n"));
            call.Return(call.Boolean(2));
            call.Return(call.Bytes(3, "s"));
            call.ReturnNil();
        }));
        Assert.That(vm.Run("local a, b, c, d, e = test.echo(7, 1.5, true, 'x\\0y') return (a == 7 and b == 1.5 and c == true and d == 'x\\0y' and e == nil) and 1").Integer, Is.EqualTo(1));
        Assert.That(vm.Run("return table.concat({test.echo(7, 1.5, true, 'xy')}, ' ', 1, 2)").Text, Is.EqualTo("7 1.5"));
        vm.Free();
    }

    [Test]
    public void Wrong_argument_is_an_error_that_names_it()
    {
        var vm = Make(host => host.Function("test.f", (ref ServiceCall call) => call.Return(call.Integer(0, "count"))));
        Assert.That(vm.Run("return select(2, pcall(test.f, 'x'))").Text,
            Is.EqualTo("bad argument #1 to 'test.f' (count: integer expected, got string)"));
        vm.Free();
    }

    [Test]
    public void Refusal_is_reported_as_sandbox()
    {
        var vm = Make(host => host.Function("test.f", static (ref ServiceCall _) => throw new LuaFault(Status.Sandbox, "not allowed")));
        Assert.That(vm.Run("test.f()").Status, Is.EqualTo(Status.Sandbox));
        Assert.That(vm.Run("return select(2, pcall(test.f))").Text, Is.EqualTo("not allowed"));
        vm.Free();
    }

    [Test]
    public void Modules_are_read_only_and_there_again_after_a_reset()
    {
        var vm = Make(host => host.Function("test.f", static (ref ServiceCall call) => call.Return(1L)));
        Assert.That(vm.Run("test.f = nil").Status, Is.EqualTo(Status.Sandbox));
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        Assert.That(vm.Run("return tostring(test.f())").Text, Is.EqualTo("1"));
        vm.Free();
    }

    [Test]
    public void Objects_have_methods_fields_and_are_disposed_of_once()
    {
        var made = new List<Count>();
        var vm = Make(host => host.Function("test.new", (ref ServiceCall call) =>
        {
            made.Add(new Count());
            call.ReturnObject(Counter, made[^1]);
        }));
        Assert.That(vm.Run("local c = test.new() c:add(2) c.x = 40 c:add(2) return c.name .. #c").Text, Is.EqualTo("name42"));
        Assert.That(vm.Run("local c = test.new() c.add(5, 1)").Status, Is.EqualTo(Status.Runtime));
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        Assert.That(made.Select(m => m.Disposed), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(vm.Run("return tostring(test.new():add(1))").Text, Is.EqualTo("1"));
        vm.Free();
        Assert.That(made.Select(m => m.Disposed), Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test]
    public void Kill_ends_a_wait_at_once_and_aborts_what_is_waited_for([Values] bool interrupt)
    {
        using var abort = new CancellationTokenSource();
        using var waiting = new SemaphoreSlim(0);
        var never = new TaskCompletionSource();
        var vm = Make(host => host.Function("test.wait", (ref ServiceCall call) =>
        {
            waiting.Release();
            call.Host.Await(never.Task, abort);
        }), new VmOptions { Limits = new Limits { WallMs = interrupt ? Quantity.Unlimited : 50 } });
        var run = Task.Run(() => vm.Run("while true do pcall(test.wait) end").Status);
        waiting.Wait();
        if (interrupt) vm.Interrupt();
        Assert.That(run.GetAwaiter().GetResult(), Is.EqualTo(interrupt ? Status.Cancelled : Status.Timeout));
        Assert.That(abort.Token.WaitHandle.WaitOne(10_000), Is.True);
        vm.Free();
    }

    [Test]
    public void Time_for_services_apart_has_its_own_limit()
    {
        using var abort = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        var vm = Make(host =>
        {
            host.Function("test.wait", (ref ServiceCall call) => call.Host.Await(never.Task, abort));
            host.Function("test.nap", (ref ServiceCall call) => call.Host.Await(Task.Delay(30), abort));
        }, new VmOptions { ServiceTimeApart = true, ServiceMs = 200, Limits = new Limits { WallMs = 20 } });
        Assert.That(vm.Run("test.nap() test.nap()").Status, Is.EqualTo(Status.Ok));
        Assert.That(vm.Run("test.wait()").Status, Is.EqualTo(Status.Timeout));
        Assert.That(vm.Run("while true do end").Status, Is.EqualTo(Status.Timeout));
        vm.Free();
    }

    [Test]
    public void Nested_call_returns_values_or_raises_the_same_error()
    {
        var vm = Make(host => host.Function("test.call", static (ref ServiceCall call) => CallBack(ref call)),
            new VmOptions { Limits = new Limits { WallMs = 200 } });
        Assert.That(vm.Run("return test.call(function(x) return x .. '!' end)").Text, Is.EqualTo("hi!"));
        Assert.That(vm.Run("local t = {} local ok, e = pcall(test.call, function() error('no', 0) end) return e").Text, Is.EqualTo("no"));
        Assert.That(vm.Run("test.call(function() while true do end end)").Status, Is.EqualTo(Status.Timeout));
        vm.Free();
    }

    private static unsafe void CallBack(ref ServiceCall call)
    {
        var argument = call.Copy("hi"u8);
        var status = call.Host.Run(call.Function(0, "f"), [argument], out var result);
        if (status == Status.Ok) call.ReturnResult(result);
        else if (status is Status.Runtime or Status.Sandbox) call.RaiseResult(result);
        else call.Host.Drop(result);
    }

    [Test]
    public void Nested_call_passes_tables_and_functions_as_they_are()
    {
        var vm = Make(host => host.Function("test.call", static (ref ServiceCall call) => CallBack(ref call)));
        Assert.That(vm.Run("local t, f = {}, function() end local a, b = test.call(function() return t, f end) return (a == t and b == f) and 1").Integer, Is.EqualTo(1));
        Assert.That(vm.Run("local t = {} local ok, e = pcall(test.call, function() error(t) end) return e == t and 1").Integer, Is.EqualTo(1));
        Assert.That(vm.Run("for i = 1, 3000 do test.call(function() return {('x'):rep(10000)} end) end return 1").Integer, Is.EqualTo(1));
        vm.Free();
    }

    [Test]
    public void Charge_over_the_limit_ends_the_script_as_memory()
    {
        var vm = Make(host => host.Function("test.take", static (ref ServiceCall call) => call.Host.Charge(call.Integer(0, "bytes"))),
            new VmOptions { Limits = new Limits { MemoryBytes = 1 << 20, WallMs = 1_000 } });
        Assert.That(vm.Run("for i = 1, 100 do pcall(test.take, 100000) end").Status, Is.EqualTo(Status.Memory));
        Assert.That(vm.Memory().UsedBytes, Is.GreaterThan(900_000));
        vm.Free();
    }

    [Test]
    public void End_of_a_run_is_told_once_with_what_it_came_to()
    {
        var ends = new List<Status>();
        var vm = Make(host =>
        {
            host.Function("test.call", static (ref ServiceCall call) => CallBack(ref call));
            host.OnRunEnd(ends.Add);
        }, new VmOptions { Limits = new Limits { Fuel = 10_000 } });
        vm.Run("test.call(function() end)");
        vm.Run("error 'x'");
        vm.Run("while true do end");
        Assert.That(ends, Is.EqualTo(new[] { Status.Ok, Status.Runtime, Status.Fuel }));
        vm.Free();
    }

    [Test]
    public void VM_that_cannot_be_made_is_told_to_whoever_attached()
    {
        var resets = 0;
        var fault = Assert.Throws<LuaFault>(() => Make(host =>
        {
            host.OnReset(() => resets++);
            for (var i = 0; i < 5_000; i++) host.Function($"test.f{i}", static (ref ServiceCall _) => { });
        }, new VmOptions { Limits = new Limits { MemoryBytes = Limits.MemoryMin } }))!;
        Assert.That((fault.Status, resets), Is.EqualTo((Status.Memory, 1)));
        Assert.That(() => Vm.Create(Scripts.NextHandle(), new VmOptions
        {
            Services = [new Service(host => host.OnReset(() => resets++)), new Service(_ => throw new LuaFault(Status.Quota, "full"))],
        }), Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Quota));
        Assert.That(resets, Is.EqualTo(2));
    }

    [Test]
    public void Stopped_script_does_not_wait_again_though_there_is_nothing_to_wait_for()
    {
        using var abort = new CancellationTokenSource();
        var waits = 0;
        var vm = Make(host => host.Function("test.loop", (ref ServiceCall call) =>
        {
            while (true)
            {
                call.Host.Await(Task.CompletedTask, abort);
                waits++;
                call.Host.Vm.Interrupt();
            }
        }));
        Assert.That((vm.Run("test.loop()").Status, waits), Is.EqualTo((Status.Cancelled, 1)));
        vm.Free();
    }
}
