using System.Diagnostics;
using LuaVm.Store.Local;

namespace LuaVm.Sqlite;

/// <summary>Work on a file that another process may be at, off the caller's thread.</summary>
internal static class SqliteRetry
{
    private const int LongestPauseMs = 25;

    internal static async Task<T> Run<T>(Func<T> attempt, TimeSpan timeout, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var pause = 1; ; pause = Math.Min(2 * pause, LongestPauseMs))
        {
            try
            {
                return await Task.Run(attempt, cancel).ConfigureAwait(false);
            }
            catch (SqliteBusy)
            {
                if (Stopwatch.GetElapsedTime(begun) >= timeout) throw WriteGate.Late(timeout);
            }
            await Task.Delay(pause, cancel).ConfigureAwait(false);
        }
    }
}
