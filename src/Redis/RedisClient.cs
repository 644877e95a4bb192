using LuaVm.Core;

namespace LuaVm.Redis;

/// <summary>
/// Runs scripts on the server where a table lies. One table is in one slot of a cluster, so there is one such server at
/// a time, and the servers themselves say which.
/// </summary>
internal sealed class RedisClient(RedisUrl url, RedisAccess access, TimeSpan timeout) : IDisposable
{
    private readonly RedisRoutes _routes = new(url, access);

    /// <summary>Runs a script. Throws <see cref="LuaFault"/>, or <see cref="OperationCanceledException"/> if
    /// <paramref name="cancel"/> says so.</summary>
    internal async ValueTask<RespReply> Run(RedisCall call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        var attempt = new RedisAttempt(_routes, call);
        try
        {
            while (true)
            {
                if (await attempt.Make(limit.Token) is { } reply) return reply;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            if (!attempt.IsUnknown && attempt.Refusal is { } refusal) throw RedisErrors.Refused(refusal);
            throw RedisErrors.Late(timeout, attempt.IsUnknown);
        }
        catch (RespFault fault)
        {
            throw RedisErrors.Broken(fault);
        }
        catch (ObjectDisposedException)
        {
            throw new LuaFault(Status.Runtime, "the store has been closed");
        }
    }

    /// <summary>Calls under way fail.</summary>
    public void Dispose() => _routes.Dispose();
}
