using System.Net;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>
/// Asks for the addresses of names on threads of its own. The system's resolver keeps the thread that asks, for many
/// seconds where a server of names is silent: on the thread pool a few names of a script would hold up everything else.
/// </summary>
internal sealed class NameLookups(Func<string, IPAddress[]> ask)
{
    /// <summary>Most threads; beyond them names wait in line.</summary>
    internal const int ThreadMaximum = 64;

    private const int StackBytes = 512 << 10;

    private readonly object _gate = new();
    private readonly Queue<(string Name, TaskCompletionSource<IPAddress[]> Answer, CancellationToken Abort)> _line = [];
    private int _threads;

    /// <summary>The system's resolver.</summary>
    internal static NameLookups OfSystem { get; } = new(Dns.GetHostAddresses);

    /// <summary>
    /// Completes when the resolver has answered, whoever still waits; given up before it was asked, when its turn has come.
    /// Throws <see cref="LuaFault"/> (network) where the system has no thread.
    /// </summary>
    internal Task<IPAddress[]> Find(string name, CancellationToken abort)
    {
        var answer = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_threads < ThreadMaximum && !TryBegin() && _threads == 0)
                throw new LuaFault(Status.Network, "the system has no thread to look a name up with");
            _line.Enqueue((name, answer, abort));
        }
        return answer.Task;
    }

    private bool TryBegin()
    {
        try
        {
            new Thread(Work, StackBytes) { IsBackground = true, Name = "luavm-names" }.Start();
            _threads++;
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    private void Work()
    {
        while (true)
        {
            (string Name, TaskCompletionSource<IPAddress[]> Answer, CancellationToken Abort) next;
            lock (_gate)
            {
                if (!_line.TryDequeue(out next))
                {
                    _threads--;
                    return;
                }
            }
            if (next.Abort.IsCancellationRequested) next.Answer.SetCanceled(next.Abort);
            else Ask(next.Name, next.Answer);
        }
    }

    private void Ask(string name, TaskCompletionSource<IPAddress[]> answer)
    {
        try
        {
            answer.SetResult(ask(name));
        }
        catch (Exception e)
        {
            answer.SetException(e);
        }
    }
}
