using System.Net;
using System.Net.Sockets;
using LuaVm.Http;

namespace LuaVm.Tests.Http;

/// <summary>A server of names that keeps silent holds up nobody but those who ask it.</summary>
internal sealed class NameLookupTests
{
    [Test]
    public void Names_are_asked_for_on_so_many_threads_and_none_of_the_pool()
    {
        using var silence = new ManualResetEventSlim();
        using var asked = new CountdownEvent(NameLookups.ThreadMaximum);
        var pooled = 0;
        var lookups = new NameLookups(_ =>
        {
            if (Thread.CurrentThread.IsThreadPoolThread) Interlocked.Increment(ref pooled);
            if (asked.CurrentCount > 0) asked.Signal();
            silence.Wait(HttpVm.Patience);
            return [IPAddress.Loopback];
        });
        var answers = Enumerable.Range(0, NameLookups.ThreadMaximum * 2).Select(i => lookups.Find($"{i}.test", CancellationToken.None)).ToArray();
        Assert.That(asked.Wait(HttpVm.Patience), "not so many were asked for");
        Assert.That(answers, Has.All.Property("IsCompleted").False);
        silence.Set();
        HttpVm.AssertCompletes(Task.WhenAll(answers));
        Assert.That(pooled, Is.Zero);
    }

    [Test]
    public void Name_that_is_given_up_in_the_line_is_not_asked_for()
    {
        using var silence = new ManualResetEventSlim();
        var asked = 0;
        var lookups = new NameLookups(_ =>
        {
            Interlocked.Increment(ref asked);
            silence.Wait(HttpVm.Patience);
            return [];
        });
        var before = Enumerable.Range(0, NameLookups.ThreadMaximum).Select(_ => lookups.Find("before.test", CancellationToken.None)).ToArray();
        using var abort = new CancellationTokenSource();
        var late = lookups.Find("late.test", abort.Token);
        abort.Cancel();
        silence.Set();
        HttpVm.AssertCompletes(Task.WhenAll(before));
        Assert.That(async () => await late, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(asked, Is.EqualTo(before.Length));
    }

    [Test]
    public void What_the_resolver_throws_is_the_answer()
    {
        var lookups = new NameLookups(static _ => throw new SocketException((int)SocketError.HostNotFound));
        Assert.That(async () => await lookups.Find("a.test", CancellationToken.None), Throws.TypeOf<SocketException>());
    }

    [Test]
    public void Names_that_scripts_have_given_up_keep_their_places_until_the_resolver_answers()
    {
        var network = new Silent();
        var vm = HttpVm.Open(new HttpRules { Reach = HttpVm.Reach([]) }, network);
        var outcome = vm.Run($$"""
            for i = 1, {{CheckedConnector.LookupMaximum * 2}} do
              local ok, why = pcall(http.get, 'http://' .. i .. '.test/', {timeout = 0.001})
              assert(not ok and why:find('did not finish within 1 ms', 1, true), why)
            end
            """);
        Assert.That((outcome.Message, network.Asked), Is.EqualTo(("", CheckedConnector.LookupMaximum)));
        network.Answer.SetResult([IPAddress.Loopback]);
        Assert.That(vm.Run("http.get('http://late.test/')").Message, Does.Contain("late.test is at 127.0.0.1, which is not allowed"));
        vm.Free();
        HttpVm.AssertIdle();
    }

    private sealed class Silent : INetwork
    {
        private int _asked;

        internal int Asked => Volatile.Read(ref _asked);

        internal TaskCompletionSource<IPAddress[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IPAddress[]> Resolve(string name, CancellationToken abort)
        {
            Interlocked.Increment(ref _asked);
            return Answer.Task;
        }

        public Task<Stream> Connect(IPAddress address, int port, CancellationToken abort) => throw new InvalidOperationException("nobody was to be connected to");
    }
}
