namespace LuaVm.Store;

/// <summary>
/// What can be read and written: a backend, or a transaction of it.
///
/// Keys are in the order-preserving encoding (never empty), values in the tagged one; both are bytes here. Arrays that go
/// either way are never written again by anybody. A call that need not wait returns a completed task, without allocating
/// where it can. A span is read before the call returns, so that it may change afterwards even where the task has not
/// completed. Cancelling a task leaves it unknown whether a write has happened.
///
/// Failures are <see cref="Core.LuaFault"/>s: Quota (a cap of <see cref="StoreOptions"/>: nothing was written), Timeout
/// (a lock or an answer took longer than <see cref="StoreOptions.Timeout"/>), Network, Runtime (all else).
/// An entry whose time is over is as if it were not there, for every member alike, and for the caps.
/// </summary>
public interface IStoreView
{
    /// <summary>Reads an entry.</summary>
    ValueTask<StoreValue> Get(ReadOnlySpan<byte> key, CancellationToken cancel);

    /// <summary>
    /// Writes all of it or nothing, in order, within the caps. When the task has completed, the writes are as safe as
    /// <see cref="StoreOptions.Durable"/> says (those of a transaction, once it is committed).
    /// </summary>
    /// <returns>How many of the writes met an entry that was there.</returns>
    ValueTask<int> Apply(ReadOnlyMemory<StoreWrite> writes, CancellationToken cancel);

    /// <summary>Deletes everything.</summary>
    ValueTask Clear(CancellationToken cancel);

    /// <summary>
    /// The entries behind <paramref name="after"/> (from the first one, if that is empty) in the order of memcmp.
    /// </summary>
    /// <param name="after">Need not be there.</param>
    /// <param name="count">At most so many, 1 or more.</param>
    /// <param name="bytes">No further entry once keys and values together have so many bytes; one entry is given in any
    /// case, so that an empty answer means that there are no more.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<IReadOnlyList<StoreEntry>> Next(ReadOnlySpan<byte> after, int count, long bytes, CancellationToken cancel);

    /// <summary>Exact at the moment of the answer.</summary>
    ValueTask<StoreSize> Size(CancellationToken cancel);
}
