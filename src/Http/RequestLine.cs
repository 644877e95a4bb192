using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Http;

/// <summary>
/// The cap of HTTP requests under way in this process. What comes over it waits in line, first come first served; where
/// the line is full, it is refused.
/// </summary>
public static class RequestLine
{
    /// <summary>Places in the line for each that may be under way.</summary>
    internal const int LinePerPlace = 10;

    private static readonly object Gate = new();
    private static readonly LinkedList<TaskCompletionSource> Line = [];
    private static int s_underWay;
    private static long s_total;

    static RequestLine() => ServiceCaps.Changed += static _ =>
    {
        lock (Gate) Admit();
    };

    /// <summary>luavm_config.http_cap.</summary>
    public static long Cap => ServiceCaps.Current.Http;

    /// <summary>Under way now, answers that are still being read among them.</summary>
    public static int UnderWay => Volatile.Read(ref s_underWay);

    /// <summary>In line now.</summary>
    public static int Waiting
    {
        get
        {
            lock (Gate) return Line.Count;
        }
    }

    /// <summary>Let through so far.</summary>
    public static long Total => Volatile.Read(ref s_total);

    /// <summary>Completes when it is this request's turn. Throws <see cref="LuaFault"/> (quota) where the line is full.</summary>
    internal static Task Enter(CancellationToken abort)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (Gate)
        {
            if (s_underWay < Cap)
            {
                Take();
                return Task.CompletedTask;
            }
            if (Line.Count >= Cap * LinePerPlace)
            {
                throw new LuaFault(Status.Quota,
                    $"{Quantity.Count((ulong)s_underWay)} requests are under way and {Quantity.Count((ulong)Line.Count)} wait; ask again later, or raise the cap (luavm_configure)");
            }
            place = Line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        return Wait(place, abort);
    }

    internal static void Leave()
    {
        lock (Gate)
        {
            s_underWay--;
            Admit();
        }
    }

    private static async Task Wait(LinkedListNode<TaskCompletionSource> place, CancellationToken abort)
    {
        using (abort.UnsafeRegister(static state => GiveUp((LinkedListNode<TaskCompletionSource>)state!), place))
        {
            await place.Value.Task.ConfigureAwait(false);
        }
    }

    private static void GiveUp(LinkedListNode<TaskCompletionSource> place)
    {
        lock (Gate)
        {
            if (place.List is null) return; // its turn has come: the request goes on and meets the token itself
            Line.Remove(place);
        }
        place.Value.TrySetCanceled();
    }

    private static void Admit()
    {
        while (s_underWay < Cap && Line.First is { } first)
        {
            Line.Remove(first);
            Take();
            first.Value.SetResult();
        }
    }

    private static void Take()
    {
        s_underWay++;
        s_total++;
    }
}
