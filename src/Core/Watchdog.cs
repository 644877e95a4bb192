using System.Diagnostics;

namespace LuaVm.Core;

/// <summary>
/// One thread that stops evals at their deadlines. It sleeps while there is nothing to watch. An eval costs no lock:
/// it writes its deadline, and registers only when the watchdog would look later than that; a VM that runs many short
/// evals is therefore registered about once per time limit.
/// </summary>
internal static class Watchdog
{
    internal const long Never = long.MaxValue;

    private static readonly object Gate = new();
    private static readonly SortedSet<Vm> Watched = new(Comparer<Vm>.Create(ByTime));
    private static Thread? s_thread;

    /// <summary>Nanoseconds on the clock that deadlines are given in.</summary>
    internal static long Now => Stopwatch.GetTimestamp(); // its frequency is 1 GHz on every supported system

    /// <summary>Makes sure that the watchdog looks at the VM no later than its deadline.</summary>
    internal static void Watch(Vm vm, long deadline)
    {
        Interlocked.MemoryBarrier(); // the deadline is visible before WatchedAt is read; Look does the reverse
        if (Volatile.Read(ref vm.Clock.WatchedAt) <= deadline) return;
        lock (Gate)
        {
            Watched.Remove(vm);
            vm.Clock.WatchedAt = deadline;
            Watched.Add(vm);
            if (ReferenceEquals(Watched.Min, vm)) Wake();
        }
    }

    internal static void Forget(Vm vm)
    {
        lock (Gate)
        {
            Watched.Remove(vm);
            vm.Clock.WatchedAt = Never;
        }
    }

    private static int ByTime(Vm? a, Vm? b)
    {
        var order = a!.Clock.WatchedAt.CompareTo(b!.Clock.WatchedAt);
        return order != 0 ? order : a.Handle.CompareTo(b.Handle);
    }

    private static void Wake()
    {
        if (s_thread is null)
        {
            s_thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "luavm-watchdog" };
            s_thread.Start();
        }
        Monitor.Pulse(Gate);
    }

    private static void Run()
    {
        lock (Gate)
        {
            while (true)
            {
                var now = Now;
                while (Watched.Min is { } next && next.Clock.WatchedAt <= now) Look(next, now);
                Monitor.Wait(Gate, Pause(now));
            }
        }
    }

    private static int Pause(long now)
    {
        if (Watched.Min is not { } next) return Timeout.Infinite;
        return (int)Math.Min((next.Clock.WatchedAt - now) / 1_000_000 + 1, int.MaxValue);
    }

    private static void Look(Vm vm, long now)
    {
        Watched.Remove(vm);
        Volatile.Write(ref vm.Clock.WatchedAt, Never);
        Interlocked.MemoryBarrier();
        ulong epoch;
        do
        {
            epoch = vm.Clock.Epoch;
            var deadline = vm.Clock.Deadline;
            if (deadline == Never) continue;
            if (deadline <= now)
            {
                vm.Kill(epoch, Status.Timeout);
                continue;
            }
            vm.Clock.WatchedAt = deadline;
            Watched.Add(vm);
            return;
        }
        while (epoch != vm.Clock.Epoch);
    }
}
