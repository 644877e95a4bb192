using System.Diagnostics;
using LuaVm.Core;
using LuaVm.Store.Local;

namespace LuaVm.Sqlite;

/// <summary>
/// A file as this process has it open: one connection that writes, in turns, and a few that read. All tables in it share
/// them.
/// </summary>
internal sealed class SqliteFile
{
    /// <summary>Pages that the write-ahead log may have before they are copied to their place.</summary>
    private const int LogPages = 1_000;

    private const int LongestPauseMs = 25;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SqliteHealth _health;
    private readonly SqliteReader[] _readers;
    private SqliteWriter? _writer;
    private int _checkpointAt = LogPages;
    private int _durable;
    private bool _opened;
    private volatile bool _closed;

    internal SqliteFile(string path, bool readOnly)
    {
        IsReadOnly = readOnly;
        _health = new SqliteHealth(path);
        _readers = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4)).Select(_ => new SqliteReader(_health))];
    }

    internal string Path => _health.Path;

    internal bool IsReadOnly { get; }

    /// <summary>It is not the file of its path any more.</summary>
    internal bool HasMoved { get; private set; }

    internal SqliteWriter Writer => _writer!;

    /// <summary>The one for this thread; to be locked while it is used.</summary>
    internal SqliteReader Reader => _closed ? throw Closed() : _readers[Environment.CurrentManagedThreadId % _readers.Length];

    /// <summary>Another connection that reads, for whoever needs one for longer.</summary>
    internal SqliteEntries Snapshot() => SqliteReader.Open(_health);

    /// <summary>Opens it, unless that is done.</summary>
    internal async Task Open(IReadOnlyList<string> steps, TimeSpan timeout, long now, CancellationToken cancel)
    {
        if (!await _opening.WaitAsync(timeout, cancel).ConfigureAwait(false)) throw WriteGate.Late(timeout);
        try
        {
            if (_opened) return;
            await SqliteRetry.Run(() => OpenNow(steps, now), timeout, cancel).ConfigureAwait(false);
            _opened = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>From now on commits wait for the disk; as often as <see cref="Relax"/> is called.</summary>
    internal void Secure() => Interlocked.Increment(ref _durable);

    internal void Relax() => Interlocked.Decrement(ref _durable);

    internal bool IsDurable => Volatile.Read(ref _durable) > 0;

    /// <summary>Takes the turn to write and begins; false: that would have to wait.</summary>
    internal bool TryBegin() => _gate.Wait(0) && Started();

    /// <summary>The same, after others.</summary>
    internal async ValueTask Begin(TimeSpan timeout, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var pause = 1; ; pause = Math.Min(2 * pause, LongestPauseMs))
        {
            var left = timeout - Stopwatch.GetElapsedTime(begun);
            if (!await _gate.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel).ConfigureAwait(false))
                throw WriteGate.Late(timeout);
            if (Started()) return;
            if (Stopwatch.GetElapsedTime(begun) >= timeout) throw WriteGate.Late(timeout);
            await Task.Delay(pause, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the turn, undoing what is not committed. On any thread; neither throws nor waits.</summary>
    internal void End()
    {
        Writer.Rollback();
        if (_health.Damage is null && !_closed && Writer.Connection.LogPages >= _checkpointAt) _ = Task.Run(Checkpoint);
        else _gate.Release();
    }

    /// <summary>Closes it, at once or when those who use it have done so.</summary>
    internal void Close()
    {
        _closed = true;
        if (!_gate.Wait(0)) _ = Task.Run(CloseLater);
        else CloseHeld();
    }

    internal static LuaFault Closed() => SqliteErrors.Fault("the store is closed");

    /// <summary>Begins, or lets go of the turn.</summary>
    private bool Started()
    {
        var started = false;
        try
        {
            if (_closed) throw Closed();
            if (_health.Damage is { } damage) throw damage;
            Writer.Secure(IsDurable);
            started = Writer.TryBegin();
            if (started && Writer.Connection.HasMoved)
            {
                HasMoved = true;
                started = false;
                Writer.Rollback();
                throw SqliteErrors.Moved(Path);
            }
            return started;
        }
        finally
        {
            if (!started) _gate.Release();
        }
    }

    private bool OpenNow(IReadOnlyList<string> steps, long now)
    {
        if (_closed) throw Closed();
        var connection = IsReadOnly ? SqliteConnection.ToRead(_health) : new SqliteConnection(_health, SqliteMode.Create);
        try
        {
            if (!IsReadOnly) SqliteSchema.Bound(connection, SqliteMode.Create);
            SqliteSchema.Prepare(connection, IsReadOnly, steps, now);
            if (!IsReadOnly) _writer = new SqliteWriter(connection);
            return connection.HasChanged ? throw SqliteBusy.Instance : true;
        }
        finally
        {
            if (_writer is null) connection.Dispose();
        }
    }

    /// <summary>Copies the log to its place, within the turn that has ended.</summary>
    private void Checkpoint()
    {
        try
        {
            var left = Writer.Connection.Checkpoint();
            _checkpointAt = LogPages + left; // what somebody reads there still has to stay
        }
        catch (Exception e) when (e is LuaFault or SqliteBusy or OperationCanceledException)
        {
            _checkpointAt = Writer.Connection.LogPages + LogPages; // the log has it all; later, then
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CloseLater()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        CloseHeld();
    }

    private void CloseHeld()
    {
        foreach (var reader in _readers)
        {
            lock (reader) reader.Dispose();
        }
        _writer?.Dispose(); // the last one, which brings the log into the file
        _gate.Release();
    }
}
