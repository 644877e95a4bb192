namespace LuaVm.Tests.Cache;

/// <summary>A clock that goes only when it is told to.</summary>
internal sealed class Clock : TimeProvider
{
    private long _ticks = 1_000;

    public override long TimestampFrequency => 1_000;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    internal void Pass(long milliseconds) => Interlocked.Add(ref _ticks, milliseconds);
}
