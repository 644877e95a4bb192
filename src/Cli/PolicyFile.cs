using System.CommandLine;
using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Cli;

/// <summary>A policy in a file. Relative paths in it start from its folder.</summary>
internal static class PolicyFile
{
    private const string Kind = "a JSON file that holds a policy";

    internal static Option<string> Option(string description) =>
        new("--policy") { Description = description, HelpName = "file" };

    /// <summary>The policy of an option; null where it is not given. Throws <see cref="LuaFault"/>.</summary>
    internal static Policy? Read(string? file)
    {
        if (file is null) return null;
        try
        {
            return Check(file);
        }
        catch (PolicyError error)
        {
            // To the command a document at fault is a wrong argument: syntax is what scripts fail with.
            throw new LuaFault(error.Status == Status.Syntax ? Status.Argument : error.Status, error.In(NameOf(file)).Message);
        }
    }

    /// <summary>The same, where what is at fault is wanted in parts. Throws <see cref="PolicyError"/> too.</summary>
    internal static Policy Check(string file) =>
        Policy.Read(SourceFile.Read(file, Kind, Policy.DocumentMaximum + 1), FolderOf(file));

    internal static string NameOf(string file) => file == "-" ? "stdin" : file;

    private static string FolderOf(string file) =>
        file == "-" ? "" : Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
}
