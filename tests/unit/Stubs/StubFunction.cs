using System.Text.RegularExpressions;

namespace LuaVm.Tests.Stubs;

/// <summary>A function as a definition file declares it.</summary>
/// <param name="Name">"math.abs"; of a class: "store:get".</param>
/// <param name="Parameters">Its names for them, "..." among them.</param>
/// <param name="Comment">The lines in front of it, without their dashes.</param>
internal sealed record StubFunction(string Name, IReadOnlyList<string> Parameters, IReadOnlyList<string> Comment)
{
    /// <summary>Parameters that are described, in order; "?" behind those that may be left out.</summary>
    internal IReadOnlyList<string> Described { get; } = [.. Find(Comment, @"^@param (\.\.\.|\w+\??) \S+")];

    /// <summary>Types of what it returns.</summary>
    internal IReadOnlyList<string> Returns { get; } = [.. Find(Comment, @"^@return (\S+)")];

    /// <summary>There is a first argument, and it may not be left out.</summary>
    internal bool NeedsArgument => Described.Count > 0 && Described[0] is not "..." && Described[0][^1] != '?';

    private static IEnumerable<string> Find(IEnumerable<string> lines, string pattern) =>
        lines.Select(line => Regex.Match(line, pattern)).Where(match => match.Success).Select(match => match.Groups[1].Value);
}
