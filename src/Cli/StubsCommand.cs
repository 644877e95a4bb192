using System.CommandLine;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary><c>luavm stubs DIR</c>.</summary>
internal static class StubsCommand
{
    internal static Command Create()
    {
        var command = new Command("stubs", "Writes what scripts see as definition files for the Lua language server (LuaLS) of editors.");
        var folder = new Argument<string>("dir") { Description = "Folder for the files NAME.lua; made where there is none." };
        var profile = OptionKind.Choice("--profile", "Of which libraries (default standard).",
            Profile.Locked, Profile.Standard, Profile.Trusted);
        var policy = PolicyFile.Option("Only what this policy allows, instead of all there is.");
        var force = OptionKind.Flag("--force", "Replace files of the same names that are none of these.");
        command.Arguments.Add(folder);
        command.Options.Add(profile);
        command.Options.Add(policy);
        command.Options.Add(force);
        command.SetAction(parsed =>
        {
            try
            {
                var names = Names(parsed.GetValue(profile), parsed.GetValue(policy));
                Write(parsed.GetValue(folder)!, names, parsed.GetValue(force));
                return 0;
            }
            catch (LuaFault fault)
            {
                ErrorOutput.WriteLine($"luavm: {fault.Message}");
                return ExitCode.Of(fault.Status);
            }
        });
        return command;
    }

    private static HashSet<string> Names(Profile profile, string? file)
    {
        using var policy = PolicyFile.Read(file);
        var options = new VmOptions { Profile = profile };
        if (policy is not null) options = policy.Combine(options);
        return [.. Stubs.Of(options.Profile, options.Libraries, policy?.Document)];
    }

    /// <summary>All of them or none, as far as can be told beforehand. Those that are not to be there any more go.</summary>
    private static void Write(string folder, HashSet<string> names, bool force)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var foreign = names.FirstOrDefault(name => !IsOurs(PathOf(folder, name)));
            if (foreign is not null && !force)
            {
                throw new LuaFault(Status.Argument,
                    $"'{PathOf(folder, foreign)}' was not written by 'luavm stubs'; name another folder, or replace it with --force");
            }
            foreach (var name in names) File.WriteAllBytes(PathOf(folder, name), Stubs.Text(name));
            foreach (var name in Stubs.Names.Where(name => !names.Contains(name) && IsOurs(PathOf(folder, name))))
                File.Delete(PathOf(folder, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new LuaFault(Status.Argument, $"'{folder}' cannot be written to: {Reason(folder, e)}");
        }
    }

    private static string Reason(string folder, Exception e) =>
        folder.Length == 0 ? "it has no name"
        : File.Exists(folder) ? "it is a file; name a folder"
        : e is UnauthorizedAccessException ? "this user may not; check its permissions"
        : e is DirectoryNotFoundException ? "there is no such place; check the path"
        : "the system does not let it; is there room?";

    /// <summary>Also where there is none.</summary>
    private static bool IsOurs(string path)
    {
        if (Directory.Exists(path)) return false;
        if (!File.Exists(path)) return true;
        using var file = File.OpenRead(path);
        Span<byte> begin = stackalloc byte[Stubs.Mark.Length];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual(Stubs.Mark);
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, name + ".lua");
}
