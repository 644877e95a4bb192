namespace LuaVm.Sqlite;

/// <summary>
/// Who is at a connection: a thread at a time, until it is over. Ended in the midst of a call, it is over once that
/// returns.
/// </summary>
/// <param name="interrupt">Makes the call under way fail; on any thread.</param>
/// <param name="end">Gives the connection back; once, when nobody is at it.</param>
internal sealed class SqliteUse(Action interrupt, Action end)
{
    private readonly Lock _lock = new();
    private bool _busy;
    private bool _ended;

    /// <summary>Throws a <see cref="Core.LuaFault"/> where it is over.</summary>
    internal void Enter()
    {
        lock (_lock)
        {
            if (_ended) throw SqliteErrors.Fault("the transaction is over");
            if (_busy) throw SqliteErrors.Fault("the transaction is in use already");
            _busy = true;
        }
    }

    internal void Leave()
    {
        lock (_lock)
        {
            _busy = false;
            if (!_ended) return;
        }
        end();
    }

    internal void End()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
            if (_busy)
            {
                interrupt();
                return;
            }
        }
        end();
    }
}
