namespace LuaVm.Cli.Attacks;

/// <summary>
/// The last resort against what no limit stops: when a step takes this much longer than it may, the process ends and
/// names the script.
/// </summary>
internal sealed class AttackGuard : IDisposable
{
    internal const ulong GraceMs = 10_000;

    private readonly Timer _timer;
    private volatile string _step = "";

    /// <param name="abort">Reports on standard output what is given as a message.</param>
    internal AttackGuard(Action<string> abort) => _timer = new Timer(_ =>
    {
        abort($"{_step} runs {GraceMs / 1_000} s past its limit and cannot be stopped");
        Environment.Exit(ExitCode.Hang);
    });

    /// <summary>A step begins that is to end within a time; the one before has ended.</summary>
    internal void Expect(string step, ulong withinMs)
    {
        _step = step;
        _timer.Change((long)Math.Min(withinMs, uint.MaxValue / 2) + (long)GraceMs, Timeout.Infinite);
    }

    public void Dispose() => _timer.Dispose();
}
