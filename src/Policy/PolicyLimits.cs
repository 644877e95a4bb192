using LuaVm.Core;
using LuaVm.Policies.Document;

namespace LuaVm.Policies;

/// <summary>What of a policy concerns the VM alone, checked as a whole.</summary>
internal sealed record PolicyLimits
{
    private static readonly (string Word, Libraries Library, bool Locked)[] Words =
    [
        ("string", Libraries.String, true), ("table", Libraries.Table, true), ("math", Libraries.Math, true),
        ("utf8", Libraries.Utf8, true), ("coroutine", Libraries.Coroutine, false), ("os", Libraries.Os, false),
        ("print", Libraries.Print, false), ("load", Libraries.Load, false),
    ];

    /// <summary>Throws <see cref="PolicyError"/>.</summary>
    internal PolicyLimits(PolicyReader reader)
    {
        var document = reader.Document;
        var section = document.Limits ?? new LimitsSection();
        Preset = document.Preset;
        Profile = document.Profile == Profile.Default ? Profile.Standard : document.Profile;
        if (Profile == Profile.Redis)
            throw reader.Fault("profile", "redis is not in this version; use standard", Status.Unsupported);
        Given = new Limits
        {
            MemoryBytes = section.Memory,
            MemorySoftBytes = section.MemorySoft,
            Fuel = section.Fuel,
            WallMs = section.Wall,
            OutputBytes = section.Output,
            ResultBytes = section.Result,
        };
        CheckSoft(reader);
        if (section.ServiceTime != 0 && section.CountServiceTime)
            throw reader.Fault("limits.service_time", "that time counts against 'wall'; with \"count_service_time\": false it has a limit of its own");
        ServiceTimeApart = !section.CountServiceTime;
        ServiceMs = section.ServiceTime;
        Libraries = LibrariesOf(reader);
    }

    internal Preset Preset { get; }

    internal Profile Profile { get; }

    /// <summary>Zero: the preset's.</summary>
    internal Limits Given { get; }

    internal Libraries Libraries { get; }

    internal bool ServiceTimeApart { get; }

    internal ulong ServiceMs { get; }

    /// <summary>A preset that was asked for, else the policy's.</summary>
    internal Preset PresetOr(Preset asked) => asked != Preset.Default ? asked : Preset;

    /// <summary>Those that scripts see, by their words.</summary>
    internal IEnumerable<string> LibraryWords => Words
        .Where(word => (Libraries == Libraries.All || Libraries.HasFlag(word.Library)) && (word.Locked || Profile != Profile.Locked))
        .Select(word => word.Word);

    private void CheckSoft(PolicyReader reader)
    {
        var memory = Given.MemoryBytes != 0 ? Given.MemoryBytes : Limits.Of(Preset).MemoryBytes;
        if (Given.MemorySoftBytes > memory)
        {
            throw reader.Fault("limits.memory_soft",
                $"{Quantity.Bytes(Given.MemorySoftBytes)} is above the hard limit, {Quantity.Bytes(memory)} (memory)");
        }
    }

    private Libraries LibrariesOf(PolicyReader reader)
    {
        if (reader.Document.Libraries is not { } words) return Libraries.All;
        if (Profile == Profile.Trusted)
            throw reader.Fault("libraries", "a trusted VM has all libraries; leave the list out, or use another profile");
        var libraries = Libraries.Base;
        foreach (var word in words)
        {
            var (_, library, locked) = Array.Find(Words, known => known.Word == word);
            if (!locked && Profile == Profile.Locked)
                throw reader.Fault("libraries", $"profile locked has no '{word}'; leave it out, or use profile standard");
            libraries |= library;
        }
        return libraries;
    }
}
