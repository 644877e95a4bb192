using System.Globalization;
using System.Text;
using LuaVm.Core;

namespace LuaVm.Cli.Attacks;

/// <summary>Runs attacks, each in a VM of its own, and checks that nothing of them is left.</summary>
internal sealed class AttackRunner(AttackSettings settings, AttackGuard guard)
{
    private const ulong Slack = 65_536; // what a VM may take from the system over its memory limit: README.md
    private const string Escaped = "ESCAPED";
    private const string Contained = "contained";

    /// <summary>For what the host asks of a VM before and after the attack.</summary>
    private static readonly Limits CheckLimits = new() { WallMs = 5_000, Fuel = Quantity.Unlimited };

    private ulong _handle;

    /// <summary>Throws <see cref="LuaFault"/> where no script could be judged: no such profile, no room for the probe.</summary>
    internal void Rehearse()
    {
        var limits = settings.Given.Over(AttackHeader.DefaultReference);
        InNewVm(settings.OptionsOf(limits, needs: null), vm =>
        {
            guard.Expect("the probe", CheckLimits.WallMs);
            var answer = Probe.Run(vm, CheckLimits);
            if (answer.Status == Status.Ok) return;
            throw new LuaFault(answer.Status == Status.Memory ? Status.Argument : answer.Status,
                $"a VM of {Quantity.Bytes(limits.MemoryBytes)} cannot be probed ({answer}); --memory 256KiB is enough");
        });
    }

    internal AttackOutcome Run(string file)
    {
        var outcome = new AttackOutcome(Path.GetFileName(file));
        guard.Expect($"reading {outcome.Name}", 0);
        try
        {
            var source = SourceFile.Read(file);
            var header = AttackHeader.Parse(source);
            outcome.Allowed = header.Expected;
            var held = VmProcess.Memory().Used;
            RunVms(new Source(source, outcome.Name), header, outcome);
            var left = (long)(VmProcess.Memory().Used - held);
            if (left != 0) outcome.Fail($"{left} bytes of the process's memory are left after its VM");
        }
        catch (LuaFault fault)
        {
            outcome.Fail(fault.Message);
        }
        return outcome;
    }

    private void RunVms(Source source, AttackHeader header, AttackOutcome outcome)
    {
        var limits = settings.LimitsOf(header);
        var options = settings.OptionsOf(limits, header.Needs);
        string before = "";
        InNewVm(options, vm =>
        {
            before = TakeProbe(vm, outcome.Name, "before the attack");
            outcome.Allowed = Allowed(vm, header, limits, out var installed);
            Attack(vm, source, limits, installed, outcome);
            CheckAfter(vm, header, outcome);
            Compare(vm, "after the attack");
            var reset = vm.Reset();
            if (reset != Status.Ok) outcome.Fail($"vm_reset answers {TextReport.Name(reset)}");
            else Compare(vm, "after vm_reset");
        });
        InNewVm(options, vm => Compare(vm, "in another VM"));
        if (settings.TakeBreach() is { } breach) outcome.Fail(breach);

        void Compare(Vm vm, string when)
        {
            if (Probe.Difference(before, TakeProbe(vm, outcome.Name, when)) is { } difference)
                outcome.Fail($"the probe differs {when}: {difference}");
        }
    }

    private void InNewVm(in VmOptions options, Action<Vm> action)
    {
        var vm = Vm.Create(++_handle, options);
        try
        {
            action(vm);
        }
        finally
        {
            vm.Free();
        }
    }

    private string TakeProbe(Vm vm, string name, string when)
    {
        guard.Expect($"the probe {when} {name}", CheckLimits.WallMs);
        var answer = Probe.Run(vm, CheckLimits);
        return answer.Text ?? throw new LuaFault(answer.Status, $"the probe {when} ended as {answer}");
    }

    /// <summary>Without the module that it needs a script has nothing to attack and says so.</summary>
    private IReadOnlyList<Status> Allowed(Vm vm, AttackHeader header, in Limits limits, out bool installed)
    {
        installed = header.Needs is null || Ask(vm, $"return rawget(_G, '{header.Needs}') ~= nil").IsTrue;
        return settings.Allowed(installed ? header.Expected : [Status.Ok], limits, header.Reference);
    }

    private void Attack(Vm vm, Source source, in Limits limits, bool installed, AttackOutcome outcome)
    {
        guard.Expect(outcome.Name, limits.WallMs);
        var answer = outcome.Answer = source.Ask(vm);
        outcome.PeakBytes = vm.SystemPeakBytes();
        outcome.OverrunMs = Math.Max(0, answer.Usage.WallNs / 1e6 - limits.WallMs);
        if (!outcome.Allowed.Contains(answer.Status))
            outcome.Fail($"ended as {answer}");
        if (answer.Text?.StartsWith(Escaped, StringComparison.Ordinal) == true)
            outcome.Fail($"returned {answer}");
        if (!installed && answer.Status == Status.Ok && answer.Text != Contained)
            outcome.Fail($"returned {answer}, not '{Contained}', though what it needs is not installed");
        if (outcome.OverrunMs > settings.OverrunMs)
            outcome.Fail(Invariant($"ended {outcome.OverrunMs:0.0} ms after its limit of {limits.WallMs} ms"));
        if (outcome.PeakBytes > limits.MemoryBytes && outcome.PeakBytes - limits.MemoryBytes > Slack)
            outcome.Fail(Invariant($"held {outcome.PeakBytes:N0} bytes at a limit of {limits.MemoryBytes:N0}"));
    }

    private void CheckAfter(Vm vm, AttackHeader header, AttackOutcome outcome)
    {
        guard.Expect($"the check after {outcome.Name}", CheckLimits.WallMs);
        var answer = Ask(vm, header.After);
        if (!answer.IsTrue) outcome.Fail($"afterwards '{header.After}' gives {answer}");
    }

    private static Answer Ask(Vm vm, string code) => new Source(Encoding.UTF8.GetBytes(code), "after").Ask(vm, CheckLimits);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
