using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>
/// A call on its way to be done, once: it is sent again only where it is certain that it did nothing, because it never
/// left in full or because the server said so.
/// </summary>
internal sealed class RedisAttempt(RedisRoutes routes, RedisCall call)
{
    private const int RedirectMaximum = 16;
    private const int PauseMaximum = 100;

    private readonly List<RedisPool> _failed = [];
    private RespFault? _fault;
    private RedisPool _pool = routes.Current;
    private bool _whole, _asking, _sent;
    private int _redirects;
    private int _pause = 1;

    /// <summary>Why the server, which may do it soon, has not done it so far.</summary>
    internal RespReply? Refusal { get; private set; }

    /// <summary>It may have been done or not, and that matters.</summary>
    internal bool IsUnknown => _sent && call.Writes;

    /// <summary>Sends it. Null: it has to be sent again.</summary>
    internal async ValueTask<RespReply?> Make(CancellationToken limit)
    {
        RespConnection? connection = null;
        var reused = false;
        try
        {
            connection = await _pool.Take(limit);
            reused = connection.Reused;
            var reply = await Exchange(connection, limit);
            _pool.Give(connection);
            connection = null;
            _sent = false;
            if (reply.Kind != RespKind.Error) return reply;
            await Refused(reply, limit);
            return null;
        }
        catch (RespFault fault) when (fault.IsFinal)
        {
            throw new LuaFault(Status.Runtime, $"Redis: {fault.Message}");
        }
        catch (RespFault fault)
        {
            if (IsUnknown) throw RedisErrors.Unknown(fault);
            _sent = false;
            // One that has lain idle says nothing about the server; a new one does.
            if (!reused) GoElsewhere(fault);
            return null;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private async ValueTask<RespReply> Exchange(RespConnection connection, CancellationToken limit)
    {
        _sent = true;
        try
        {
            await connection.Send(call.Command(_whole, _asking), limit);
        }
        catch (RespFault)
        {
            _sent = false;
            throw;
        }
        if (_asking) _ = await connection.Receive(call.ReplyBytes, limit);
        return await connection.Receive(call.ReplyBytes, limit);
    }

    /// <summary>The server has not done it, and said why. Throws where there is nothing to be done about that.</summary>
    private async ValueTask Refused(RespReply reply, CancellationToken limit)
    {
        if (reply.IsError("NOSCRIPT") && !_whole)
        {
            _whole = true;
            return;
        }
        if (RedisRedirect.Says(reply))
        {
            Redirect(reply);
            return;
        }
        if (!RedisErrors.IsPassing(reply)) throw RedisErrors.Refused(reply);
        Refusal = reply;
        await Task.Delay(_pause, limit);
        _pause = Math.Min(2 * _pause, PauseMaximum);
        // Which of them has the table may change while it moves.
        (_pool, _asking, _redirects) = (routes.Current, false, 0);
    }

    private void Redirect(in RespReply reply)
    {
        if (!RedisRedirect.TryRead(reply, out var to)) throw RedisErrors.Unexpected();
        if (++_redirects > RedirectMaximum)
            throw new LuaFault(Status.Network, $"Redis: the servers sent this call on {RedirectMaximum} times");
        _pool = routes.At(_pool, to.Host, to.Port);
        // The others know of no other server yet that has the table.
        if (_fault != null && _failed.Contains(_pool)) throw RedisErrors.Broken(_fault);
        _asking = to.Asks;
        if (!_asking) routes.Move(_pool);
    }

    private void GoElsewhere(RespFault fault)
    {
        _fault = fault;
        _failed.Add(_pool);
        _pool = routes.Other(_failed) ?? throw RedisErrors.Broken(fault);
        _asking = false;
    }
}
