using System.Net;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

/// <summary>How many requests there may be, and what becomes of those that are stopped.</summary>
internal sealed class HttpCapsTests
{
    private const int Many = 10_000;

    [Test]
    public void Of_very_many_requests_the_cap_is_under_way_the_line_waits_and_the_rest_is_refused()
    {
        HttpVm.AssertIdle();
        var held = VmProcess.Memory().Used;
        var (cap, line) = ((int)RequestLine.Cap, (int)RequestLine.Cap * RequestLine.LinePerPlace);
        using var all = new SemaphoreSlim(0);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new LoopbackServer(async connection =>
        {
            while (await connection.ReadHead() is not null)
            {
                all.Release();
                await go.Task;
                await connection.Write(LoopbackServer.Ok("x"));
            }
        });
        var client = new HttpClientService(HttpVm.Rules with { TimeoutMs = 600_000 }, SystemNetwork.Instance);
        var tasks = Enumerable.Range(0, Many).Select(_ => Ask(client, server.Url)).ToList();
        for (var i = 0; i < cap; i++) Assert.That(all.Wait(HttpVm.Patience), Is.True);
        Assert.That((RequestLine.UnderWay, RequestLine.Waiting), Is.EqualTo((cap, line)));
        Assert.That(tasks.Count(static task => task.IsFaulted), Is.EqualTo(Many - cap - line));
        Assert.That((server.Requests, server.Connections), Is.EqualTo((cap, cap)));
        go.SetResult();
        HttpVm.AssertCompletes(Task.WhenAll(tasks.Where(static task => !task.IsFaulted)));
        Assert.That(tasks.Count(static task => task.IsCompletedSuccessfully), Is.EqualTo(cap + line));
        Assert.That(tasks.Where(static task => task.IsFaulted).Select(static task => ((LuaFault)task.Exception!.InnerException!).Status), Is.All.EqualTo(Status.Quota));
        Assert.That(server.Connections, Is.LessThanOrEqualTo(cap));
        HttpVm.AssertIdle();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(held));
    }

    [Test]
    public void Request_given_up_in_the_line_leaves_it()
    {
        HttpVm.AssertIdle();
        var caps = ServiceCaps.Current;
        ServiceCaps.Set(caps with { Http = 1 });
        try
        {
            using var server = LoopbackServer.Stalling();
            using var first = new CancellationTokenSource();
            using var second = new CancellationTokenSource();
            var client = new HttpClientService(HttpVm.Rules, SystemNetwork.Instance);
            var (busy, waiting) = (Ask(client, server.Url, first.Token), Ask(client, server.Url, second.Token));
            Assert.That(RequestLine.Waiting, Is.EqualTo(1));
            second.Cancel();
            Assert.That(() => waiting.GetAwaiter().GetResult(), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(RequestLine.Waiting, Is.Zero);
            first.Cancel();
            Assert.That(() => busy.GetAwaiter().GetResult(), Throws.InstanceOf<OperationCanceledException>());
            HttpVm.AssertCompletes(server.Closed.Task);
        }
        finally
        {
            ServiceCaps.Set(caps);
        }
        HttpVm.AssertIdle();
    }

    [Test]
    public void Connection_is_used_again()
    {
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok("x"));
        var outcome = HttpVm.Run($"for i = 1, 50 do http.get('{server.Url}/' .. i) end return 1");
        Assert.That((outcome.Integer, server.Requests, server.Connections), Is.EqualTo(((long?)1, 50, 1)));
    }

    [Test]
    public void Connections_to_very_many_hosts_are_not_kept()
    {
        const int Cap = 2;
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok("x"));
        var network = new ScriptedNetwork(server) { Names = static _ => [IPAddress.Loopback] };
        var caps = ServiceCaps.Current;
        var before = OpenSocket.Count;
        ServiceCaps.Set(caps with { Http = Cap });
        try
        {
            Assert.That(HttpVm.Run("for i = 1, 50 do http.get('http://' .. i .. '.test/') end return 1", network: network).Integer, Is.EqualTo(1));
            Assert.That(server.Connections, Is.EqualTo(50));
            Assert.That(OpenSocket.Count, Is.LessThanOrEqualTo(before + 2 * Cap + 1));
        }
        finally
        {
            ServiceCaps.Set(caps);
        }
    }

    [Test]
    public void Answers_that_a_script_leaves_open_are_capped_and_can_be_closed()
    {
        using var server = LoopbackServer.Stalling("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        var outcome = HttpVm.Run($$"""
            local held = {}
            for i = 1, 3 do held[i] = http.get('{{server.Url}}', {stream = true}) end
            local ok, why = pcall(http.get, '{{server.Url}}', {stream = true})
            assert(not ok)
            held[2]:close()
            held[2] = http.get('{{server.Url}}', {stream = true})
            return why
            """, HttpVm.Rules with { OpenPerVm = 3 });
        Assert.That(outcome.Text, Is.EqualTo("http.get: 3 answers are open already; read them to their end, or close them"));
        Assert.That(server.Requests, Is.EqualTo(4));
    }

    [Test]
    public void Stopped_script_takes_its_request_with_it([Values] Stop stop)
    {
        HttpVm.AssertIdle();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new LoopbackServer(async connection =>
        {
            await connection.ReadHead();
            await connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf ");
            asked.TrySetResult();
            await connection.WaitForClose();
        });
        var held = VmProcess.Memory().Used;
        var vm = HttpVm.Open(limits: new Limits { WallMs = stop == Stop.WallTime ? 500UL : Quantity.Unlimited });
        var run = vm.Start($"while true do pcall(http.get, '{server.Url}') end");
        HttpVm.AssertCompletes(asked.Task);
        if (stop == Stop.Interrupt) vm.Interrupt();
        if (stop == Stop.Free) vm.Free();
        HttpVm.AssertCompletes(run);
        Assert.That(run.Result.Status, Is.EqualTo(stop switch
        {
            Stop.Interrupt => Status.Cancelled,
            Stop.Free => Status.Closed,
            _ => Status.Timeout,
        }));
        HttpVm.AssertCompletes(server.Closed.Task);
        HttpVm.AssertIdle();
        if (stop != Stop.Free) vm.AssertAnswers();
        vm.Free();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(held));
    }

    [Test]
    public void Answer_that_a_stopped_script_left_open_is_closed_though_its_VM_lives_on()
    {
        using var server = LoopbackServer.Stalling("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf ");
        var vm = HttpVm.Open(limits: new Limits { Fuel = 10_000, WallMs = Quantity.Unlimited });
        Assert.That(vm.Run($"answer = http.get('{server.Url}', {{stream = true}}) while true do end").Status, Is.EqualTo(Status.Fuel));
        HttpVm.AssertCompletes(server.Closed.Task);
        HttpVm.AssertIdle();
        vm.AssertAnswers();
        vm.Free();
    }

    [Test]
    public void Answer_that_nobody_reads_ends_with_its_time()
    {
        using var server = LoopbackServer.Stalling("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf ");
        var vm = HttpVm.Open();
        var outcome = vm.Run($$"""
            local held = {}
            for i = 1, 3 do held[i] = http.get('{{server.Url}}', {stream = true, timeout = 0.3}) end
            return coroutine.wrap(function() return #held end)()
            """);
        Assert.That(outcome.Integer, Is.EqualTo(3));
        HttpVm.AssertCompletes(server.Closed.Task);
        HttpVm.AssertIdle();
        vm.Free();
    }

    [Test]
    public void Answer_whose_time_is_over_is_an_error_and_no_short_body()
    {
        using var server = LoopbackServer.Stalling("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf ");
        var outcome = HttpVm.Run($$"""
            local answer = http.get('{{server.Url}}', {stream = true, timeout = 0.3})
            local first = answer:read()
            local ok, why = pcall(answer.read, answer)
            return first .. tostring(ok) .. ' ' .. tostring(why)
            """);
        Assert.That(outcome.Text, Is.EqualTo("half false http.response:read: 127.0.0.1 did not finish within 300 ms"));
    }

    [Test]
    public void Connections_close_with_their_policy_and_the_last_of_its_VMs()
    {
        using var server = LoopbackServer.Answering(static _ => LoopbackServer.Ok("hello"));
        var service = new HttpService(HttpVm.Rules);
        var vm = Vm.Create(Scripts.NextHandle(), new VmOptions { Services = [service] });
        Assert.That(vm.Run($"return http.get('{server.Url}').body").Text, Is.EqualTo("hello"));
        service.Dispose();
        service.Dispose();
        Assert.That(vm.Run($"return http.get('{server.Url}').body").Text, Is.EqualTo("hello"));
        Assert.That((server.Connections, server.Closed.Task.IsCompleted), Is.EqualTo((1, false)));
        vm.Free();
        HttpVm.AssertCompletes(server.Closed.Task);
        Assert.That(() => Vm.Create(Scripts.NextHandle(), new VmOptions { Services = [service] }),
            Throws.TypeOf<LuaFault>().With.Property("Status").EqualTo(Status.Handle));
    }

    [Test]
    public void Reset_closes_what_is_open()
    {
        HttpVm.AssertIdle();
        var held = VmProcess.Memory().Used;
        using var server = LoopbackServer.Stalling("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf ");
        var vm = HttpVm.Open();
        Assert.That(vm.Run($"local answer = http.get('{server.Url}', {{stream = true}}) return answer:read()").Text, Is.EqualTo("half "));
        Assert.That(vm.Reset(), Is.EqualTo(Status.Ok));
        HttpVm.AssertCompletes(server.Closed.Task);
        HttpVm.AssertIdle();
        vm.Free();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(held));
    }

    public enum Stop
    {
        WallTime,
        Interrupt,
        Free,
    }

    /// <summary>Has its place, or none, when this returns.</summary>
    private static async Task<int> Ask(HttpClientService client, string url, CancellationToken abort = default)
    {
        using var answer = await client.Send(new HttpAsk
        {
            Target = HttpTarget.Parse(url),
            Fields = new HttpFields(10, 1_024),
            TimeoutMs = 600_000,
            ResponseBytes = 100,
            Redirects = 0,
        }, abort);
        var buffer = new byte[16];
        var total = 0;
        for (int count; (count = await answer.Read(buffer)) > 0;) total += count;
        return total;
    }
}
