using System.Text;
using System.Text.RegularExpressions;

namespace LuaVm.Tests.Stubs;

/// <summary>What a definition file declares.</summary>
internal sealed partial class StubFile
{
    private readonly Dictionary<string, string> _classOf = [];
    private List<string> _comment = [];

    internal StubFile(string name)
    {
        foreach (var line in Encoding.UTF8.GetString(LuaVm.Cli.Stubs.Text(name)).Split('\n')) Read(line);
    }

    /// <summary>Globals and fields of modules: "math.pi" is a "number".</summary>
    internal Dictionary<string, string> Values { get; } = [];

    internal List<StubFunction> Functions { get; } = [];

    /// <summary>Classes of objects, and the operators that they have.</summary>
    internal Dictionary<string, List<string>> Classes { get; } = [];

    /// <summary>Lines that are none of what is known here.</summary>
    internal List<string> Unknown { get; } = [];

    private void Read(string line)
    {
        if (line.StartsWith("---", StringComparison.Ordinal))
        {
            _comment.Add(line[3..]);
            return;
        }
        if (FunctionLine().Match(line) is { Success: true } function)
        {
            var parameters = function.Groups["parameters"].Value;
            Functions.Add(new StubFunction(Qualified(function.Groups["name"].Value),
                parameters.Length == 0 ? [] : parameters.Split(", "), _comment));
        }
        else if (ValueLine().Match(line) is { Success: true } value)
        {
            Declare(value.Groups["name"].Value, value.Groups["local"].Success);
        }
        else if (line.Length > 0 && !line.StartsWith("-- ", StringComparison.Ordinal))
        {
            Unknown.Add(line);
        }
        _comment = [];
    }

    /// <summary>Of methods, the class in place of the name that the file has for an object of it.</summary>
    private string Qualified(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : _classOf[name[..colon]] + name[colon..];
    }

    private void Declare(string name, bool isClass)
    {
        var named = _comment.Find(line => line.StartsWith("@class ", StringComparison.Ordinal))?["@class ".Length..];
        if (isClass)
        {
            Classes.Add(_classOf[name] = named!, [.. Tags(@"^@operator (\w+)").Select(match => match.Groups[1].Value)]);
            return;
        }
        Values.Add(name, named is null ? Kind(Tags(@"^@type (\w+)").Single().Groups[1].Value) : "table");
        foreach (var field in Tags(@"^@field (\w+) (\w+)"))
            Values.Add($"{name}.{field.Groups[1].Value}", Kind(field.Groups[2].Value));
    }

    private IEnumerable<Match> Tags(string pattern) =>
        _comment.Select(line => Regex.Match(line, pattern)).Where(match => match.Success);

    private static string Kind(string type) => type == "integer" ? "number" : type;

    [GeneratedRegex(@"^function (?<name>[\w.:]+)\((?<parameters>[\w., ]*)\) end$")]
    private static partial Regex FunctionLine();

    [GeneratedRegex("""^(?<local>local )?(?<name>\w+) = (\{\}|".*")$""")]
    private static partial Regex ValueLine();
}
