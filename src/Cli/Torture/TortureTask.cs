using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Cli;

/// <summary>
/// A VM's whole life around one script: made, two evals with fresh and lasting globals, collected, reset, freed. Run as
/// often as it makes requests for memory, each time with another one failing.
/// </summary>
internal sealed unsafe class TortureTask
{
    private readonly TortureScript _script;
    private readonly byte[] _chunkName;
    private readonly List<StepAnswer> _usual = [];

    internal TortureTask(TortureScript script)
    {
        _script = script;
        var name = Encoding.UTF8.GetBytes(script.Name);
        _chunkName = new byte[name.Length + 2];
        ChunkName.Write(name, _chunkName);
    }

    /// <summary>
    /// Learns what the task answers when no request fails, and how many it makes. Throws <see cref="LuaFault"/> for a
    /// script that does not do the same every time.
    /// </summary>
    internal ulong Measure()
    {
        var first = new FaultPlan(Faults.Never, onward: false);
        var wrong = Run(first);
        var second = new FaultPlan(Faults.Never, onward: false);
        wrong ??= Run(second);
        if (wrong is null && first.Requests != second.Requests)
            wrong = $"{first.Requests} requests for memory at first, {second.Requests} then";
        if (wrong is null) return first.Requests;
        throw new LuaFault(Status.Argument, $"'{_script.Name}' cannot be used, it does not repeat itself: {wrong}");
    }

    /// <summary>Runs the task. Returns what was wrong; null: nothing.</summary>
    internal string? Run(FaultPlan plan)
    {
        var held = Held.Read(_script.Options.Profile);
        var wrong = Live(plan);
        var after = Held.Read(_script.Options.Profile);
        return wrong ?? (after == held ? null : $"afterwards {after} are held, before {held}");
    }

    private string? Live(FaultPlan plan)
    {
        Vm? vm = null;
        var made = plan.During(() => Make(out vm));
        var wrong = Judge("vm_new", 0, made, plan);
        if (vm is null) return wrong;
        wrong ??= Use(vm, plan);
        plan.During(() => vm.Free());
        return wrong;
    }

    private string? Use(Vm vm, FaultPlan plan)
    {
        (string Name, Func<StepAnswer> Do)[] steps =
        [
            ("vm_eval", () => Eval(vm, keep: false)),
            ("vm_eval with lasting globals", () => Eval(vm, keep: true)),
            ("vm_gc", () => StepAnswer.Of(vm.Collect(GcOperation.Collect, 0, out _))),
            ("vm_reset", () => StepAnswer.Of(vm.Reset())),
        ];
        for (var i = 0; i < steps.Length; i++)
        {
            var before = plan.Reached;
            var answer = plan.During(steps[i].Do);
            var wrong = Judge(steps[i].Name, i + 1, answer, plan);
            if (wrong is null && plan.Reached && (!before || plan.Onward)) wrong = Recovers(vm, steps[i].Name);
            if (wrong is not null) return wrong;
        }
        return null;
    }

    private string? Judge(string step, int index, StepAnswer answer, FaultPlan plan)
    {
        if (_usual.Count == index)
        {
            _usual.Add(answer);
            return null;
        }
        // A request that failed before this step, and alone, leaves the rest as ever.
        var wrong = answer.Against(_usual[index], plan.Reached);
        return wrong is null ? null : $"{step}: {wrong}: {Encoding.UTF8.GetString(answer.Message)}";
    }

    /// <summary>With memory again, the VM works; one that lost its state in a reset, after another.</summary>
    private static string? Recovers(Vm vm, string step)
    {
        foreach (var keep in (ReadOnlySpan<bool>)[false, true])
        {
            var answer = Eval(vm, "return 1 + 1"u8.ToArray(), [(byte)'@', 0], keep);
            if (answer.Status == Status.Closed && step == "vm_reset")
            {
                var again = vm.Reset();
                if (again != Status.Ok) return $"after {step}: another answered {TextReport.Name(again)}";
                answer = Eval(vm, "return 1 + 1"u8.ToArray(), [(byte)'@', 0], keep);
            }
            if (answer.Status != Status.Ok || !answer.Values.AsSpan().SequenceEqual("2\n"u8))
                return $"after {step}: the VM answered {TextReport.Name(answer.Status)} to 1 + 1";
        }
        return null;
    }

    private StepAnswer Make(out Vm? vm)
    {
        vm = null;
        try
        {
            vm = Vm.Create(1, _script.Options);
            return StepAnswer.Of(Status.Ok);
        }
        catch (LuaFault fault)
        {
            return StepAnswer.Of(fault.Status);
        }
    }

    private StepAnswer Eval(Vm vm, bool keep) => Eval(vm, _script.Source, _chunkName, keep);

    private static StepAnswer Eval(Vm vm, byte[] source, byte[] chunkName, bool keep)
    {
        fixed (byte* text = source, name = chunkName)
        {
            var status = vm.Eval(text, (nuint)source.Length, name, new EvalOptions { KeepEnvironment = keep },
                out LuaResult* result);
            return StepAnswer.Take(status, result);
        }
    }
}
