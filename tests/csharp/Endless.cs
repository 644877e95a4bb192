namespace LuaVm.Client.Tests;

/// <summary>An endless script in a VM on a thread of its own.</summary>
internal sealed class Endless : IDisposable
{
    private const int Mark = 1 << 20;
    private const int Patience = 60_000;
    private readonly Thread thread;
    private readonly Vm vm;

    /// <summary>Returns once the script runs.</summary>
    public Endless(Vm vm, CancellationToken token = default)
    {
        this.vm = vm;
        thread = new Thread(() =>
        {
            try
            {
                vm.Eval($"local mark = ('x'):rep({Mark}) while true do end", Forever, token).Dispose();
            }
            catch (Exception exception)
            {
                Outcome = exception;
            }
        });
        thread.Start();
        AwaitRunning(vm);
    }

    public static EvalOptions Forever { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What the eval threw; look after <see cref="Join"/>.</summary>
    public Exception? Outcome { get; private set; }

    /// <summary>Returns once a script that takes a mebibyte first runs.</summary>
    public static void AwaitRunning(Vm vm) =>
        Assert.That(SpinWait.SpinUntil(() => vm.Memory.UsedBytes >= Mark, Patience), "the script never started");

    public Exception? Join()
    {
        Assert.That(thread.Join(Patience), "the script did not end");
        return Outcome;
    }

    public void Dispose()
    {
        vm.Dispose();
        Join();
    }
}
