using System.Reflection;
using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Policies;
using Files = LuaVm.Cli.Stubs;

namespace LuaVm.Tests.Stubs;

/// <summary>The definition files for editors against what scripts have: neither knows of anything that the other does not.</summary>
internal sealed class StubTests
{
    private const string Services = """
        "json": true, "stores": {"s": {"url": "memory:"}}, "http": {"hosts": ["example.com"]},
        "ws": {"hosts": ["example.com"]}, "cache": {"tenant": "stubs"}
        """;

    /// <summary>What returns nothing.</summary>
    private static readonly string[] s_procedures =
    [
        "error", "print", "table.insert", "table.sort", "store:set", "store:update", "store:batch", "store:clear", "store:close",
        "http.response:close", "ws.socket:send", "cache.set", "cache.clear",
    ];

    /// <summary>Lua that lists what there is: "math.pi number".</summary>
    private const string Walk = """
        local found = {}
        for name, value in next, _G do
          found[#found + 1] = name .. ' ' .. type(value)
          if type(value) == 'table' and value ~= _G then
            for field, inner in next, value do found[#found + 1] = name .. '.' .. field .. ' ' .. type(inner) end
          end
        end
        table.sort(found)
        return table.concat(found, '\n')
        """;

    private static IEnumerable<StubFile> All => Files.Names.Select(name => new StubFile(name));

    private static IEnumerable<StubFunction> Functions => All.SelectMany(file => file.Functions);

    [TestCase("standard", """, "libraries": ["string", "table", "math", "utf8", "coroutine", "os", "print", "load"], """ + Services)]
    [TestCase("standard", ", " + Services)]
    [TestCase("locked", ", " + Services)]
    [TestCase("standard", "")]
    [TestCase("locked", "")]
    [TestCase("standard", """, "json": true, "libraries": ["string", "table", "print"]""")]
    [TestCase("locked", """, "libraries": ["math", "string", "table"]""")]
    public void What_is_declared_is_what_scripts_have(string profile, string rest)
    {
        using var policy = Policy.Parse(Encoding.UTF8.GetBytes($$"""{"version": 1, "profile": "{{profile}}"{{rest}}}"""), "p", "");
        var options = policy.Combine(default);
        var vm = Vm.Create(Scripts.NextHandle(), options);
        var found = vm.Run(Walk).Text;
        vm.Free();
        var files = Files.Of(options.Profile, options.Libraries, policy.Document).Select(name => new StubFile(name)).ToArray();
        var declared = files.SelectMany(file => file.Values).Select(value => $"{value.Key} {value.Value}")
            .Concat(files.SelectMany(file => file.Functions).Where(function => !function.Name.Contains(':', StringComparison.Ordinal))
                .Select(function => $"{function.Name} function"));
        Assert.That(declared.Order(StringComparer.Ordinal), Is.EqualTo(found!.Split('\n')));
    }

    [Test]
    public void Without_a_policy_there_are_all_services_and_trusted_leaves_Luas_own_libraries_to_the_editor()
    {
        Assert.That(Files.Of(Profile.Standard, Libraries.All, null), Is.EqualTo(Files.Names));
        Assert.That(Files.Of(Profile.Trusted, Libraries.All, null), Is.EqualTo(new[] { "json", "store", "http", "ws", "cache" }));
    }

    [Test]
    public void Objects_have_the_methods_that_are_declared()
    {
        var declared = All.SelectMany(file => file.Classes)
            .SelectMany(known => known.Value.Select(name => $"{known.Key} __{name}").Append(known.Key))
            .Concat(Functions.Where(function => function.Name.Contains(':', StringComparison.Ordinal))
                .Select(function => function.Name.Replace(':', ' ')));
        var live = Classes().SelectMany(known => known.Methods.Select(method => method.Name)
            .Where(name => name[0] != '_' || name is "__len" or "__call")
            .Select(name => $"{Name(known)} {name}").Append(Name(known)));
        Assert.That(declared.Order(StringComparer.Ordinal), Is.EqualTo(live.Order(StringComparer.Ordinal)));
    }

    [Test]
    public void Every_parameter_and_every_result_is_described()
    {
        Assert.That(All.SelectMany(file => file.Unknown), Is.Empty);
        foreach (var function in Functions)
        {
            Assert.That(function.Described.Select(name => name.TrimEnd('?')), Is.EqualTo(function.Parameters), function.Name);
            Assert.That(function.Returns, s_procedures.Contains(function.Name) ? Is.Empty : Is.Not.Empty, function.Name);
            // One that may be left out is followed by such alone.
            Assert.That(function.Described.SkipWhile(name => name[^1] != '?').All(name => name[^1] == '?' || name == "..."), Is.True, function.Name);
        }
        Assert.That(s_procedures, Is.SubsetOf(Functions.Select(function => function.Name)));
    }

    [Test]
    public void Functions_fail_without_the_arguments_that_cannot_be_left_out()
    {
        // What fails whatever it gets, and what takes nil for a value.
        string[] others = ["error", "coroutine.yield", "json.encode"];
        var names = Functions.Select(function => function.Name)
            .Where(name => !name.Contains(':', StringComparison.Ordinal) && !others.Contains(name)).ToArray();
        using var policy = Policy.Parse(Encoding.UTF8.GetBytes($$"""{"version": 1, {{Services}}}"""), "p", "");
        var vm = Vm.Create(Scripts.NextHandle(), policy.Combine(default));
        var failing = vm.Run($$"""
            local failing = {}
            for _, name in ipairs{'{{string.Join("', '", names)}}'} do
              local module, field = name:match('^(%w+)%.(%w+)$')
              if not pcall(module and _G[module][field] or _G[name]) then failing[#failing + 1] = name end
            end
            return table.concat(failing, '\n')
            """).Text;
        vm.Free();
        var needing = Functions.Where(function => names.Contains(function.Name) && function.NeedsArgument).Select(function => function.Name);
        Assert.That(needing, Is.EqualTo(failing!.Split('\n')));
    }

    private static string Name(ServiceClass known) => known.Name.Replace(' ', '.');

    /// <summary>All that this library has.</summary>
    private static IEnumerable<ServiceClass> Classes() =>
        from assembly in new[] { typeof(Vm), typeof(LuaVm.Store.StoreService), typeof(LuaVm.Cache.ByteCache), typeof(LuaVm.Http.HttpService), typeof(Policy) }.Select(type => type.Assembly)
        from type in assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(ServiceClass)
        select (ServiceClass)field.GetValue(null)!;
}
