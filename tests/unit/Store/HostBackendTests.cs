using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Store;
using LuaVm.Store.Host;

namespace LuaVm.Tests.Store;

/// <summary>Tables that a host keeps: the contract, and hosts that fail or are at fault.</summary>
[TestFixture]
public sealed unsafe class HostBackendTests : LockContract
{
    private readonly FakeClock _clock = new();
    private HostMemory _host = new();

    protected override StoreOptions Options => base.Options with { Clock = _clock };

    protected override long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    [SetUp]
    public void NewHost() => _host = new HostMemory();

    [TearDown]
    public void No_two_calls_at_once() => Assert.That(_host.Overlapped, Is.False);

    [Test]
    public void A_failure_of_the_host_has_its_status_and_message([Values] Status status)
    {
        if (status == Status.Ok) return;
        var b = Open();
        _host.Fails = _ => status;
        var known = status is Status.Network or Status.Timeout or Status.Quota or Status.Memory;
        var fault = Assert.Throws<LuaFault>(() => b.Read("a"));
        Assert.That(fault!.Status, Is.EqualTo(known ? status : Status.Runtime));
        Assert.That(fault.Message, Does.Contain("'get'").And.Contains("no luck"));
    }

    [TestCase("set", 3)]
    [TestCase("remove", 1)]
    public void A_batch_that_fails_half_way_is_undone(string call, int at)
    {
        var b = Open();
        b.Put("a", "1");
        b.Put("b", "2");
        var left = at;
        _host.Fails = name => name == call && --left == 0 ? Status.Network : Status.Ok;
        Assert.That(() => b.Apply(new[] { Entry.Of("a", "9"), Entry.Of("b", null), Entry.Of("c", "3"), Entry.Of("d", "4") }, default).Done(),
            Fails.With(Status.Network));
        Assert.That(b.Next([], 9, 99, default).Done().Select(Entry.Text), Is.EqualTo(new[] { "a=1", "b=2" }));
    }

    [Test]
    public void A_transaction_whose_commit_fails_half_way_has_not_happened()
    {
        var b = Open();
        b.Put("a", "1");
        using (var t = b.Begin(default).Done())
        {
            t.Clear(default).Done();
            t.Put("b", "2");
            t.Put("c", "3");
            var left = 2;
            _host.Fails = name => name == "set" && --left == 0 ? Status.Runtime : Status.Ok;
            Assert.That(() => t.Commit(default).Done(), Fails.With(Status.Runtime));
        }
        Assert.That(b.Keys(), Is.EqualTo(new[] { "a" }));
        b.Put("d", "4"); // nothing is locked any more
    }

    [Test]
    public void A_host_that_cannot_undo_either_says_how_much_was_written()
    {
        var b = Open();
        var calls = 0;
        _host.Fails = name => name is "set" or "remove" && ++calls > 2 ? Status.Network : Status.Ok;
        var fault = Assert.Throws<LuaFault>(() =>
            b.Apply(new[] { Entry.Of("a", "1"), Entry.Of("b", "2"), Entry.Of("c", "3") }, default).Done());
        Assert.That(fault!.Message, Does.Contain("2 writes"));
    }

    [Test]
    public void A_callback_that_uses_its_own_store_is_refused_and_another_store_is_not()
    {
        var b = Open();
        var other = new HostMemory();
        using var beside = new HostBackend(Options, other.Callbacks);
        LuaFault? fault = null;
        _host.During = _ => fault = Assert.Throws<LuaFault>(() => b.Put("x", "1"));
        other.During = _ => Assert.Throws<LuaFault>(() => b.Read("x"));
        b.Read("a");
        Assert.That(fault!.Status, Is.EqualTo(Status.Busy));
        _host.During = _ => beside.Put("x", "1");
        b.Read("a");
        Assert.That(beside.Size(default).Done().Keys, Is.EqualTo(1));
    }

    [Test]
    public void A_store_that_is_closed_within_a_callback_is_released_behind_it()
    {
        var b = Open();
        _host.During = _ =>
        {
            b.Dispose();
            Assert.That(_host.Released, Is.Zero);
        };
        b.Read("a");
        Assert.That(_host.Released, Is.EqualTo(1));
        b.Dispose();
        Assert.That(_host.Released, Is.EqualTo(1));
        Assert.That(() => b.Read("a"), Fails.With(Status.Runtime));
    }

    [Test]
    public void A_read_only_table_removes_nothing_whose_time_is_over()
    {
        var b = Open();
        b.Apply(new[] { Entry.Of("t", "1", Now + 1_000) }, default).Done();
        using var reader = new HostBackend(Options with { ReadOnly = true }, _host.Callbacks);
        Pass(TimeSpan.FromSeconds(2));
        Assert.That(reader.Read("t"), Is.Null);
        Assert.That(_host.Calls, Does.Not.Contain("remove"));
        Assert.That(b.Read("t"), Is.Null);
        Assert.That(_host.Keys, Is.Empty);
    }

    [Test]
    public void Answers_of_a_host_at_fault_are_errors()
    {
        var b = Open();
        b.Put("k", "v");
        static StoreAnswer With(StoreAnswer answer, Func<StoreAnswer, StoreAnswer> change) => change(answer);
        (string Call, Func<StoreAnswer, StoreAnswer> Change)[] faults =
        [
            ("get", a => a with { Found = 7 }),
            ("get", a => a with { Value = new LuaBytes { Length = 5 } }),
            ("get", a => a with { Value = new LuaBytes { Data = a.Value.Data, Length = nuint.MaxValue } }),
            ("next", a => a with { Key = default }),
            ("next", a => a with { Key = new LuaBytes { Data = a.Key.Data, Length = 1_026 } }),
            ("next", a => a with { Found = -1 }),
        ];
        foreach (var (call, change) in faults)
        {
            _host.Changes = (name, answer) => name == call && answer.Found == 1 ? With(answer, change) : answer;
            Assert.That(() => b.Keys(), Fails.With(Status.Runtime), call);
        }
        var key = "k";
        _host.Changes = (name, answer) => name == "next" ? answer with { Found = 1, Key = answer.Key.Data == null ? Stuck(key) : answer.Key } : answer;
        Assert.That(() => b.Keys(), Fails.With(Status.Runtime), "the same key for ever");
    }

    [Test]
    public void What_it_remembers_of_times_is_charged_and_given_back()
    {
        var before = VmProcess.Memory().Used;
        var b = Open();
        for (var i = 0; i < 1_000; i++) b.Apply(new[] { Entry.Of($"k{i % 100}", "1", Now + 1_000 + i) }, default).Done();
        Assert.That(VmProcess.Memory().Used - before, Is.InRange(20_000, 60_000));
        Pass(TimeSpan.FromSeconds(5));
        Assert.That(b.Size(default).Done(), Is.EqualTo(default(StoreSize)));
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(before));
        b.Apply(new[] { Entry.Of("left", "1", Now + 1_000) }, default).Done();
        b.Dispose();
        Assert.That(VmProcess.Memory().Used, Is.EqualTo(before));
    }

    [Test]
    public void A_host_that_was_slow_is_called_on_another_thread_so_that_a_kill_need_not_wait_for_it()
    {
        var b = Open();
        b.Put("a", "1");
        _host.During = _ => _clock.Pass(TimeSpan.FromMilliseconds(10));
        Assert.That(b.Read("a"), Is.EqualTo("1"));
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        _host.During = _ =>
        {
            begun.Set();
            goOn.Wait();
        };
        var read = b.Get("a"u8, default);
        Assert.That(read.IsCompleted, Is.False);
        begun.Wait();
        goOn.Set();
        Assert.That(read.AsTask().Result.Bytes, Is.EqualTo("1"u8.ToArray()));
        _host.During = null;
        b.Read("a"); // which was not slow
        Assert.That(b.Get("a"u8, default).IsCompletedSuccessfully, Is.True);
    }

    [TestCase("get", 5)]
    [TestCase("set", 5)]
    [TestCase("set", 19)]
    public void A_batch_that_is_given_up_half_way_is_undone(string call, int at)
    {
        var b = Open();
        b.Put("k07", "old");
        using var kill = new CancellationTokenSource();
        var (left, thread) = (at, 0);
        _host.During = name =>
        {
            if (name != call || --left != 0) return;
            thread = Environment.CurrentManagedThreadId;
            kill.Cancel();
        };
        var writes = Enumerable.Range(0, 20).Select(i => Entry.Of($"k{i:d2}", "new")).ToArray();
        Assert.That(() => b.Apply(writes, kill.Token).Done(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(thread, Is.Not.EqualTo(Environment.CurrentManagedThreadId)); // which can be told to give up, then
        _host.During = null;
        Assert.That(b.Next([], 99, 999, default).Done().Select(Entry.Text), Is.EqualTo(new[] { "k07=old" }));
        b.Put("k08", "1");
    }

    protected override IStoreBackend Make(StoreOptions options) => new HostBackend(options, _host.Callbacks);

    protected override void Pass(TimeSpan time) => _clock.Pass(time);

    private static readonly byte* s_stuck = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(8);

    private static LuaBytes Stuck(string key)
    {
        for (var i = 0; i < key.Length; i++) s_stuck[i] = (byte)key[i];
        return new LuaBytes { Data = s_stuck, Length = (nuint)key.Length };
    }
}
