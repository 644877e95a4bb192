namespace LuaVm.Core;

/// <summary>How many hold something, its maker first; when the last one lets go it is over, for good. Any thread.</summary>
public struct Holders
{
    private int _count;

    public Holders() => _count = 1;

    /// <summary>One more. False: it is over already.</summary>
    public bool TryHold()
    {
        for (var count = Volatile.Read(ref _count); count > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count) return true;
            count = seen;
        }
        return false;
    }

    /// <summary>One less. True: that was the last.</summary>
    public bool Release() => Interlocked.Decrement(ref _count) == 0;
}
