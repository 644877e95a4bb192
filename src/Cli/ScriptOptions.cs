using System.CommandLine;
using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Cli;

/// <summary>The options that <c>run</c> and <c>eval</c> share.</summary>
internal sealed class ScriptOptions
{
    private readonly Option<ulong> _memory = OptionKind.Bytes("--memory", "Hard memory limit, for example 32MiB (default 16MiB).");
    private readonly Option<ulong> _soft = OptionKind.Bytes("--memory-soft", "Where collections become more frequent (default: three quarters of --memory).");
    private readonly Option<ulong> _output = OptionKind.Bytes("--output", "What the script may print, for example 64KiB (default 1MiB).");
    private readonly Option<ulong> _result = OptionKind.Bytes("--result", "Size of the returned values (default 64MiB).");
    private readonly Option<ulong> _timeout = OptionKind.Duration("--timeout", "Wall-time limit, for example 300ms or 1s (default 5s).");
    private readonly Option<ulong> _fuel = OptionKind.Count("--fuel", "Branches, loop turns and calls allowed (default: unlimited).");
    private readonly Option<Profile> _profile = OptionKind.Choice("--profile", "What the script may reach (default standard).",
        Profile.Locked, Profile.Standard, Profile.Redis, Profile.Trusted);
    private readonly Option<Preset> _preset = OptionKind.Choice("--preset", "Set of limits that the options above replace one by one.",
        Preset.Default, Preset.Embedded, Preset.Production, Preset.Development);
    private readonly Option<string> _policy = PolicyFile.Option("What the script may use and reach, as a JSON document; the options above go before it.");
    private readonly Option<bool> _json = OptionKind.Flag("--json", "Print one JSON object and nothing else.");
    private readonly Option<bool> _quiet = OptionKind.Flag("--quiet", "Do not print what the script spent.");

    internal ScriptOptions(Command command)
    {
        foreach (var option in new Option[]
            { _memory, _soft, _timeout, _fuel, _output, _result, _profile, _preset, _policy, _json, _quiet })
        {
            command.Options.Add(option);
        }
    }

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    internal bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>What to make the VM with. Throws <see cref="LuaFault"/>, naming the option.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="policy">To be disposed of behind the VM.</param>
    internal VmOptions Read(ParseResult parsed, out Policy? policy)
    {
        var options = new VmOptions
        {
            Profile = parsed.GetValue(_profile),
            Preset = parsed.GetValue(_preset),
            Limits = new Limits
            {
                MemoryBytes = parsed.GetValue(_memory),
                MemorySoftBytes = parsed.GetValue(_soft),
                Fuel = parsed.GetValue(_fuel),
                WallMs = parsed.GetValue(_timeout),
                OutputBytes = parsed.GetValue(_output),
                ResultBytes = parsed.GetValue(_result),
            },
        };
        policy = PolicyFile.Read(parsed.GetValue(_policy));
        var limits = policy?.Limits.Given.MemoryBytes is > 0 and var memory ? memory
            : Limits.Of(policy?.Limits.PresetOr(options.Preset) ?? options.Preset).MemoryBytes;
        CheckMemory(options.Limits.MemoryBytes != 0 ? options.Limits.MemoryBytes : limits, options.Limits.MemorySoftBytes);
        return policy?.Apply(options) ?? options;
    }

    /// <summary>Throws <see cref="LuaFault"/> for limits that no VM can be made with; soft 0: not given.</summary>
    internal static void CheckMemory(ulong hard, ulong soft)
    {
        if (hard < Limits.MemoryMin)
            throw Refused($"--memory: {Quantity.Bytes(hard)} is below the least a VM needs, {Quantity.Bytes(Limits.MemoryMin)}");
        if (soft > hard)
            throw Refused($"--memory-soft: {TextReport.Size(soft)} is above the hard limit, {TextReport.Size(hard)} (--memory)");

        static LuaFault Refused(string message) => new(Status.Argument, message);
    }
}
