namespace LuaVm.Store;

/// <summary>
/// Where the entries of one table lie. Any thread may call, many at once. Disposing waits for nobody: calls under way
/// may then fail.
/// </summary>
public interface IStoreBackend : IStoreView, IDisposable
{
    /// <summary>
    /// Begins a transaction: the writes of others wait until it has ended, or make its commit fail. Waits for its turn,
    /// at most <see cref="StoreOptions.Timeout"/>.
    /// </summary>
    ValueTask<IStoreTransaction> Begin(CancellationToken cancel);
}
