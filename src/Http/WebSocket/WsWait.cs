namespace LuaVm.Http.WebSocket;

/// <summary>Waits with an end that is no failure.</summary>
internal static class WsWait
{
    /// <summary>Completes with the task or when the time is over, whatever comes first.</summary>
    internal static async Task AtMost(Task task, long milliseconds, CancellationToken abort) =>
        await task.WaitAsync(TimeSpan.FromMilliseconds(milliseconds), abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
