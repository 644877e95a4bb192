using System.Text;
using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>
/// A script to be tortured. Comments before its first line of code may say what its VM is made with:
/// <c>-- profile: trusted</c>, <c>-- memory: 1MiB</c>, <c>-- fuel: 5000</c>.
/// </summary>
internal sealed record TortureScript(string Name, byte[] Source, VmOptions Options)
{
    /// <summary>The scripts that files and folders name, those of a folder by name. Throws <see cref="LuaFault"/>.</summary>
    internal static List<TortureScript> ReadAll(IEnumerable<string> paths)
    {
        var scripts = new List<TortureScript>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                scripts.Add(Read(path));
                continue;
            }
            var files = Directory.GetFiles(path, "*.lua");
            if (files.Length == 0) throw new LuaFault(Status.Argument, $"'{path}' holds no .lua file");
            Array.Sort(files, StringComparer.Ordinal);
            scripts.AddRange(files.Select(Read));
        }
        return scripts;
    }

    private static TortureScript Read(string file)
    {
        var source = SourceFile.Read(file);
        var name = Path.GetFileName(file);
        return new TortureScript(name, source, ReadOptions(name, Encoding.UTF8.GetString(source)));
    }

    private static VmOptions ReadOptions(string name, string text)
    {
        var options = new VmOptions { Profile = Profile.Standard };
        foreach (var line in text.Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)))
        {
            var words = line[2..].Split(':', 2, StringSplitOptions.TrimEntries);
            if (words.Length < 2) continue;
            var (word, value, ok) = (words[0], words[1], true);
            switch (word)
            {
                case "profile":
                    ok = Enum.TryParse<Profile>(value, ignoreCase: true, out var profile) && Enum.IsDefined(profile);
                    options = options with { Profile = profile };
                    break;
                case "memory":
                    ok = Quantity.TryParseBytes(value, out var bytes);
                    options = options with { Limits = options.Limits with { MemoryBytes = bytes } };
                    break;
                case "fuel":
                    ok = Quantity.TryParseCount(value, out var fuel);
                    options = options with { Limits = options.Limits with { Fuel = fuel } };
                    break;
            }
            if (!ok) throw new LuaFault(Status.Argument, $"{name}: '{value}' is no {word} for a VM");
        }
        return options;
    }
}
