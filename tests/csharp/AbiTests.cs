using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using LuaVm.Client.Native;

namespace LuaVm.Client.Tests;

/// <summary>The mirror of luavm.h against the header itself, as its compiler sees it.</summary>
public sealed class AbiTests
{
    private static readonly string Root = typeof(AbiTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Root").Value!;

    private static readonly string Include = Path.Combine(Root, "bindings", "c");

    private static readonly string Header = Regex.Replace(
        File.ReadAllText(Path.Combine(Include, "luavm.h")), @"/\*.*?\*/", "", RegexOptions.Singleline);

    private static readonly Type[] Structs = [.. typeof(Abi).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(Abi).Namespace && type.Name.StartsWith("luavm_")
                       && type.IsValueType && !type.IsEnum && type.Name != "luavm_value_as")];

    [Test]
    public void Every_function_of_the_header_is_imported_with_as_many_parameters()
    {
        var declared = Regex.Matches(Header, @"^LUAVM_API [^;(]*?(\w+)\(([^;]*?)\);", RegexOptions.Multiline)
            .ToDictionary(match => match.Groups[1].Value,
                          match => match.Groups[2].Value == "void" ? 0 : match.Groups[2].Value.Split(',').Length);
        var imported = typeof(Abi).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => char.IsLower(method.Name[0]) && !method.Name.Contains('<'))
            .ToDictionary(method => method.Name, method => method.GetParameters().Length);
        Assert.That(declared, Is.Not.Empty);
        Assert.That(imported, Is.EquivalentTo(declared));
    }

    [Test]
    public void Every_struct_of_the_header_is_mirrored() =>
        Assert.That(Structs.Select(type => type.Name), Is.EquivalentTo(
            Regex.Matches(Header, @"typedef struct (\w+) \{").Select(match => match.Groups[1].Value)));

    [TestCase("luavm_status_value", "LUAVM_", typeof(LuaStatus))]
    [TestCase("luavm_type", "LUAVM_", typeof(LuaType))]
    [TestCase("luavm_profile", "LUAVM_PROFILE_", typeof(LuaProfile))]
    [TestCase("luavm_preset", "LUAVM_PRESET_", typeof(LuaPreset))]
    public void Every_enumerator_of_the_header_is_mirrored(string name, string prefix, Type type)
    {
        var body = Regex.Match(Header, $@"enum {name} \{{(.*?)\}}", RegexOptions.Singleline).Groups[1].Value;
        Assert.That(Enum.GetNames(type).Select(mirrored => CName(prefix, mirrored)), Is.EquivalentTo(
            Regex.Matches(body, @"\b(LUAVM_\w+) =").Select(match => match.Groups[1].Value)));
    }

    [Test]
    public void Sizes_offsets_and_constants_are_the_compilers()
    {
        var facts = Facts().ToArray();
        var lines = string.Join("\n", facts.Select(fact => $"  printf(\"%llu\\n\", (unsigned long long)({fact.C}));"));
        var printed = Compiled($"#include <stddef.h>\n#include <stdio.h>\n#include <luavm.h>\nint main(void) {{\n{lines}\n}}\n");
        Assert.That(facts.Zip(printed, (fact, line) => $"{fact.C} = {line}"),
                    Is.EqualTo(facts.Select(fact => $"{fact.C} = {fact.Value}")));
    }

    private static IEnumerable<(string C, ulong Value)> Facts()
    {
        foreach (var type in Structs)
        {
            yield return ($"sizeof({type.Name})", (ulong)Marshal.SizeOf(type));
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                yield return ($"offsetof({type.Name}, {field.Name})",
                              (ulong)Marshal.OffsetOf(type, field.Name));
            }
        }
        foreach (var constant in typeof(Abi).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.Name.StartsWith("LUAVM_") && field.FieldType != typeof(string)))
            yield return (constant.Name, Convert.ToUInt64(constant.GetRawConstantValue()));
        foreach (var (prefix, type) in ((string, Type)[])[("LUAVM_", typeof(LuaStatus)), ("LUAVM_", typeof(LuaType)),
            ("LUAVM_PROFILE_", typeof(LuaProfile)), ("LUAVM_PRESET_", typeof(LuaPreset)),
            ("LUAVM_GC_", typeof(LuaGcMode))])
            foreach (var name in Enum.GetNames(type))
                yield return (CName(prefix, name), Convert.ToUInt64(Enum.Parse(type, name)));
    }

    private static string CName(string prefix, string name) =>
        prefix + (name == nameof(LuaType.String) ? "BYTES" : name.ToUpperInvariant());

    /// <summary>What a C program prints, line by line.</summary>
    private static string[] Compiled(string source)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "facts.c");
            File.WriteAllText(file, source);
            Run("gcc", "-I", Include, file, "-o", Path.ChangeExtension(file, null));
            return Run(Path.ChangeExtension(file, null)!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
        return output;
    }
}
