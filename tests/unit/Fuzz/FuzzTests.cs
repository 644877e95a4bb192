using System.Diagnostics;
using System.Globalization;

namespace LuaVm.Tests.Fuzz;

/// <summary>
/// What libFuzzer cannot see into: managed code that reads what others send. From a fixed seed, and for a while where
/// tests/fuzz/search.py asks for it.
/// </summary>
internal sealed class FuzzTests
{
    private const int Seed = 20_261_121;

    private static readonly FuzzTarget[] All =
    [
        new FrameTarget(), new UrlTarget(), new AnswerTarget(), new PolicyTarget(), new ValueTarget(), new DocumentTarget(), new ReplyTarget(),
    ];

    private static readonly string? Searched = Environment.GetEnvironmentVariable("LUAVM_FUZZ_TARGET");

    private static IEnumerable<TestCaseData> Targets =>
        All.Where(static target => Searched is null || target.Name == Searched)
            .Select(static target => new TestCaseData(target).SetArgDisplayNames(target.Name));

    [TestCaseSource(nameof(Targets))]
    public void Inputs_at_random_break_no_promise(object of)
    {
        var target = (FuzzTarget)of;
        if (Searched is not null)
        {
            Search(target);
            return;
        }
        var run = new FuzzRun(target, Seed);
        run.Replay();
        run.Search(() => run.Executions < target.Rounds);
        Assert.That(run.Outcomes, Is.GreaterThanOrEqualTo(target.LeastOutcomes));
    }

    private static void Search(FuzzTarget target)
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable("LUAVM_FUZZ_SECONDS")!, CultureInfo.InvariantCulture);
        var begun = Stopwatch.GetTimestamp();
        var run = new FuzzRun(target, Environment.TickCount);
        try
        {
            run.Replay();
            run.Search(() => Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds);
        }
        finally
        {
            File.WriteAllText(Environment.GetEnvironmentVariable("LUAVM_FUZZ_LOG")!, $"{run.Executions} {run.Outcomes}\n");
        }
    }
}
