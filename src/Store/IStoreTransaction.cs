namespace LuaVm.Store;

/// <summary>
/// A transaction: reads see its own writes, others see none of them before the commit. One thread at a time uses it.
/// Disposing it uncommitted rolls it back; that may be done from any thread, while a call of another one is under way also,
/// neither throws nor waits, and lets go of every lock.
/// </summary>
public interface IStoreTransaction : IStoreView, IDisposable
{
    /// <summary>Makes the writes seen, all or none. A <see cref="StoreConflict"/> says that others wrote what it has read
    /// or written: nothing has happened, and a new attempt may succeed.</summary>
    ValueTask Commit(CancellationToken cancel);

    /// <summary>
    /// Another table within this same transaction, where both lie in one place that can do so (two tables of a SQLite
    /// file); null where they do not. What it returns ends with this transaction.
    /// </summary>
    IStoreView? Join(IStoreBackend other) => null;
}
