using System.CommandLine;
using LuaVm.Cli.Attacks;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary><c>luavm test DIR</c>.</summary>
internal static class TestCommand
{
    private const int SomeFailed = 1;

    internal static Command Create()
    {
        var command = new Command("test", "Runs every *.lua file of a folder as an attack, and checks that each was contained.");
        var path = new Argument<string>("dir") { Description = "The folder, or one file." };
        command.Arguments.Add(path);
        var options = new AttackOptions(command);
        command.SetAction(parsed => Run(parsed.GetValue(path)!, options, parsed));
        return command;
    }

    private static int Run(string path, AttackOptions options, ParseResult parsed)
    {
        using var output = Console.OpenStandardOutput();
        var json = options.Json(parsed);
        try
        {
            AttackServices.LeaveTheNetwork();
            var settings = options.Read(parsed);
            var files = FilesOf(path);
            var report = new AttackReport(output, settings, json);
            using (var guard = new AttackGuard(message => Refuse(new LuaFault(Status.Internal, message))))
            {
                var runner = new AttackRunner(settings, guard);
                runner.Rehearse();
                foreach (var file in files) report.Add(runner.Run(file));
            }
            report.End();
            return report.Failed == 0 ? 0 : SomeFailed;
        }
        catch (LuaFault fault)
        {
            Refuse(fault);
            return ExitCode.Of(fault.Status);
        }

        void Refuse(LuaFault fault)
        {
            var report = json ? (IReport)new JsonReport(output) : new TextReport(output, quiet: true);
            report.Write(fault);
        }
    }

    private static string[] FilesOf(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw Refused($"'{path}' does not exist; name a folder of *.lua files");
        try
        {
            var files = Directory.GetFiles(path, "*.lua");
            Array.Sort(files, StringComparer.Ordinal);
            return files.Length > 0 ? files : throw Refused($"'{path}' holds no *.lua file; name a folder of *.lua files");
        }
        catch (UnauthorizedAccessException)
        {
            throw Refused($"'{path}' may not be read by this user; check its permissions");
        }
    }

    private static LuaFault Refused(string message) => new(Status.Argument, message);
}
