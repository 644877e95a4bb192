namespace LuaVm.Core;

/// <summary>
/// Who may use a VM: one thread at a time. A host function that a VM's script has called may use that VM again, on the
/// same thread.
/// </summary>
internal struct VmTurn
{
    private int _owner;

    internal enum Answer
    {
        Taken,
        Again,
        Refused,
    }

    /// <summary>Takes the turn; <see cref="Answer.Again"/>: this thread has it already.</summary>
    internal Answer Take()
    {
        var me = Environment.CurrentManagedThreadId;
        var owner = Interlocked.CompareExchange(ref _owner, me, 0);
        return owner == 0 ? Answer.Taken : owner == me ? Answer.Again : Answer.Refused;
    }

    internal void Give() => Interlocked.Exchange(ref _owner, 0);
}
