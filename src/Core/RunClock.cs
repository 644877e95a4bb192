namespace LuaVm.Core;

/// <summary>
/// When the run of a VM must end. Written by the thread that runs, read by the watchdog; time between the pieces of a
/// run does not count.
/// </summary>
internal struct RunClock()
{
    /// <summary>When the watchdog will look; written under its lock.</summary>
    internal long WatchedAt = Watchdog.Never;

    private ulong _epoch;
    private long _deadline = Watchdog.Never;
    private long _left = Watchdog.Never;

    /// <summary>Number of the run or its piece.</summary>
    internal ulong Epoch => Volatile.Read(ref _epoch);

    /// <summary>On the watchdog's clock; <see cref="Watchdog.Never"/>: nothing runs, or without a limit.</summary>
    internal long Deadline => Volatile.Read(ref _deadline);

    /// <summary>A wall-time limit, with room for adding it to any time.</summary>
    internal static long Nanoseconds(ulong milliseconds) => (long)Math.Min(milliseconds, 1UL << 43) * 1_000_000;

    internal ulong NextEpoch()
    {
        Volatile.Write(ref _epoch, _epoch + 1);
        return _epoch;
    }

    internal void Start(Vm vm, long nanoseconds)
    {
        var deadline = Watchdog.Now + nanoseconds;
        Volatile.Write(ref _deadline, deadline);
        Watchdog.Watch(vm, deadline);
    }

    /// <summary>Starts again with what was left.</summary>
    internal void GoOn(Vm vm)
    {
        if (_left != Watchdog.Never) Start(vm, _left);
    }

    internal void Stop() => Volatile.Write(ref _deadline, Watchdog.Never);

    /// <summary>Stops, and keeps what is left for <see cref="GoOn"/>.</summary>
    internal void Pause()
    {
        _left = _deadline == Watchdog.Never ? Watchdog.Never : Math.Max(_deadline - Watchdog.Now, 0);
        Stop();
    }
}
