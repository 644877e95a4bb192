using LuaVm.Http;
using LuaVm.Http.WebSocket;

namespace LuaVm.Tests.Http.WebSocket;

/// <summary>What becomes of peers that answer pings and of others. The test says when it is time for the next ping.</summary>
internal sealed class WsPingTests
{
    private readonly HandClock _clock = new();

    [SetUp]
    public void Begin() => WsServer.AssertIdle();

    [Test]
    public async Task Peer_that_does_not_answer_pings_is_given_up()
    {
        var gone = new TaskCompletionSource();
        using var server = new WsServer(async peer =>
        {
            Assert.That((await peer.Receive()).First, Is.EqualTo(0x89));
            gone.SetResult();
            Assert.That(await peer.IsGone());
        });
        var connection = await Connect(server);
        _clock.Tick();
        await gone.Task;
        Assert.That(connection.IsOpen);
        _clock.Tick();
        await connection.Over;
        Assert.That((connection.Queue.End!.Code, connection.Queue.End.Reason), Is.EqualTo((1006, "the peer does not answer pings")));
        await server.Served;
    }

    [Test]
    public async Task Peer_that_answers_pings_is_kept()
    {
        var answered = new SemaphoreSlim(0);
        using var server = new WsServer(async peer =>
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.That((await peer.Receive()).First, Is.EqualTo(0x89));
                await peer.Frame(0x8a, []);
                answered.Release();
            }
            await peer.ReceiveClose();
            await peer.Close(1000);
        });
        var connection = await Connect(server);
        for (var i = 0; i < 5; i++)
        {
            _clock.Tick();
            await answered.WaitAsync();
            Assert.That(SpinWait.SpinUntil(() => connection.IsHeard, HttpVm.Patience), "the answer did not come");
        }
        Assert.That(await connection.Close(1000, "", 60_000, default));
        await server.Served;
    }

    [Test]
    public async Task Peer_that_has_to_wait_for_us_need_not_answer()
    {
        var asked = new SemaphoreSlim(0);
        using var server = new WsServer(async peer =>
        {
            for (var i = 0; i < 50; i++) await peer.Frame(0x82, new byte[1_000]);
            for (var i = 0; i < 5; i++)
            {
                Assert.That((await peer.Receive()).First, Is.EqualTo(0x89));
                asked.Release();
            }
            await peer.IsGone();
        });
        var connection = await Connect(server);
        Assert.That(SpinWait.SpinUntil(() => connection.Queue.IsFull, HttpVm.Patience), "the queue is not full");
        for (var i = 0; i < 5; i++)
        {
            _clock.Tick();
            await asked.WaitAsync();
        }
        Assert.That(connection.IsOpen);
        connection.Abort(WsEnd.Aborted);
        await connection.Over;
    }

    private Task<WsConnection> Connect(WsServer server) =>
        new WsClientService(server.Rules, SystemNetwork.Instance).Connect(new WsAsk
        {
            Target = HttpTarget.Parse(server.Url),
            Fields = new HttpFields(10, 1_000),
            TimeoutMs = 60_000,
            MessageBytes = 10_000,
            QueueBytes = WsQueue.Smallest,
            PingMs = 1_000,
            Clock = _clock,
        }, default);
}
