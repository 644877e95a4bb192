using LuaVm.Core;
using LuaVm.Policies.Document;

namespace LuaVm.Cli;

/// <summary>The definition files for LuaLS: one for each part of what scripts see.</summary>
internal static class Stubs
{
    /// <summary>How each of them begins, by which those that are there already are known.</summary>
    internal static ReadOnlySpan<byte> Mark => "---@meta _\n-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.\n"u8;

    /// <summary>By file, and the libraries that bring it; none: always, or a service.</summary>
    private static readonly (string File, Libraries Library)[] s_libraries =
    [
        ("base", Libraries.Base), ("string", Libraries.String), ("table", Libraries.Table), ("math", Libraries.Math),
        ("random", Libraries.Math), ("utf8", Libraries.Utf8), ("coroutine", Libraries.Coroutine), ("os", Libraries.Os),
        ("print", Libraries.Print), ("load", Libraries.Load),
    ];

    private static readonly string[] s_services = ["json", "store", "http", "ws", "cache"];

    /// <summary>What the profile `locked` has not.</summary>
    private static readonly string[] s_standard = ["random", "coroutine", "os", "print", "load"];

    /// <summary>All there are.</summary>
    internal static IEnumerable<string> Names => s_libraries.Select(static library => library.File).Concat(s_services);

    /// <summary>What a VM has.</summary>
    /// <param name="profile">Trusted: Lua's own libraries, which every editor knows.</param>
    /// <param name="libraries">Those of the profile that it has.</param>
    /// <param name="policy">Names services; null: all of them.</param>
    internal static IEnumerable<string> Of(Profile profile, Libraries libraries, PolicyDocument? policy) =>
        (profile == Profile.Trusted ? [] : s_libraries
            .Where(library => profile != Profile.Locked || !s_standard.Contains(library.File))
            .Where(library => libraries == Libraries.All || (libraries | Libraries.Base).HasFlag(library.Library))
            .Select(static library => library.File))
        .Concat(policy is null ? s_services : s_services.Where(service => Has(policy, service)));

    internal static byte[] Text(string name)
    {
        using var stream = typeof(Stubs).Assembly.GetManifestResourceStream($"stub.{name}.lua")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }

    private static bool Has(PolicyDocument policy, string service) => service switch
    {
        "json" => policy.Json,
        "store" => policy.Stores is not null,
        "http" => policy.Http is not null,
        "ws" => policy.Ws is not null,
        _ => policy.Cache is not null,
    };
}
