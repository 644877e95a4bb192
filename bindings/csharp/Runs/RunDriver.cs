using System.Buffers;

namespace LuaVm.Client;

/// <summary>Carries a run to its end on the thread pool. No thread waits while a host function owes its answer.</summary>
internal sealed class RunDriver(VmCore core, LuaRun run, CancellationToken token)
{
    private readonly ArrayBufferWriter<byte> printed = new();

    public async Task<LuaResult> Run(Action<LuaRun> begin)
    {
        using (run)
        {
            // The queue does not get the token: a task that it removes from there would never leave the VM.
            await Pool(() => begin(run)).ConfigureAwait(false);
            while (!run.IsDone)
            {
                printed.Write(run.Result.OutputBytes);
                if (run.Task is { } task) await Wait(task).ConfigureAwait(false);
                await Pool(GoOn).ConfigureAwait(false);
            }
            var result = run.Detach();
            result.Precede(printed.WrittenSpan);
            return Calls.Require(result, token);
        }
    }

    private static Task Pool(Action step) => Task.Run(step, CancellationToken.None);

    private void GoOn()
    {
        if (run.IsStopped || run.Task is { IsCompleted: false }) run.Cancel();
        else if (run.Status == LuaStatus.Pending && run.Task == null)
            run.Fail(new InvalidOperationException(
                "nobody answers this function here: the host must carry the run on with LuaRun"));
        else run.Resume();
    }

    /// <summary>Until the task is done, or the run shall not go on.</summary>
    private async Task Wait(Task task)
    {
        var sleep = core.Sleep(); // before the question: an interrupt that comes after it ends this
        if (run.IsStopped) return;
        await ((Task)Task.WhenAny(task, sleep)).WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
