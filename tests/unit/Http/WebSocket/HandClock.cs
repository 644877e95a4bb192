namespace LuaVm.Tests.Http.WebSocket;

/// <summary>A clock with one timer, whose time comes when a test says so.</summary>
internal sealed class HandClock : TimeProvider
{
    private Timer? _timer;

    /// <summary>It is time. Returns when whoever waited has been told, which may go on elsewhere.</summary>
    internal void Tick() => _timer!.Callback(_timer.State);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _timer = new Timer(callback, state);

    private sealed record Timer(TimerCallback Callback, object? State) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
