using System.CommandLine;
using LuaVm.Core;

namespace LuaVm.Cli.Attacks;

/// <summary>The options of <c>test</c>. Limits that are not given are each script's own.</summary>
internal sealed class AttackOptions
{
    private const ulong DefaultOverrunMs = 50;

    private readonly Option<ulong> _memory = OptionKind.Bytes("--memory", "Hard memory limit of every script (default 32MiB).");
    private readonly Option<ulong> _timeout = OptionKind.Duration("--timeout", "Wall-time limit of every script (default 1s).");
    private readonly Option<ulong> _fuel = OptionKind.Count("--fuel", "Fuel limit of every script (default: unlimited).");
    private readonly Option<ulong> _overrun = OptionKind.Duration("--overrun", "How long after its wall-time limit a script may end (default 50ms).");
    private readonly Option<Profile> _profile = OptionKind.Choice("--profile", "What the scripts may reach (default standard).",
        Profile.Locked, Profile.Standard, Profile.Redis);
    private readonly Option<string> _policy = PolicyFile.Option("What the scripts may use and reach, as a JSON document; the options above go before it.");
    private readonly Option<bool> _json = OptionKind.Flag("--json", "Print one JSON object and nothing else.");
    private readonly Option<bool> _verbose = OptionKind.Flag("--verbose", "Print every script, not only failures.");

    internal AttackOptions(Command command)
    {
        foreach (var option in new Option[] { _memory, _timeout, _fuel, _overrun, _profile, _policy, _json, _verbose })
            command.Options.Add(option);
    }

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Throws <see cref="LuaFault"/>, naming the option.</summary>
    internal AttackSettings Read(ParseResult parsed)
    {
        var given = new Limits
        {
            MemoryBytes = parsed.GetValue(_memory),
            Fuel = parsed.GetValue(_fuel),
            WallMs = parsed.GetValue(_timeout),
        };
        if (given.MemoryBytes != 0) ScriptOptions.CheckMemory(given.MemoryBytes, soft: 0);
        var overrun = parsed.GetValue(_overrun);
        var policy = PolicyFile.Read(parsed.GetValue(_policy));
        var profile = parsed.GetValue(_profile);
        if (profile == Profile.Default && policy is not null) profile = policy.Limits.Profile;
        if (profile == Profile.Trusted)
            throw new LuaFault(Status.Argument, "--policy: trusted scripts may do anything, so there is nothing to test; use profile locked or standard");
        return new AttackSettings
        {
            Given = policy is null ? given : given.Or(policy.Limits.Given),
            Profile = profile,
            Policy = policy,
            OverrunMs = overrun != 0 ? overrun : DefaultOverrunMs,
            Verbose = parsed.GetValue(_verbose),
        };
    }
}
