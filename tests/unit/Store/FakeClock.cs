namespace LuaVm.Tests.Store;

/// <summary>A time that passes when a test says so.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long _ms = 1_800_000_000_000;

    public void Pass(TimeSpan time) => Interlocked.Add(ref _ms, (long)time.TotalMilliseconds);

    public override long TimestampFrequency => 1_000;

    public override long GetTimestamp() => Volatile.Read(ref _ms);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _ms));
}
