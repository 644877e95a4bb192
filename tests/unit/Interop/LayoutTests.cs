using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Exports;
using LuaVm.Interop;
using LuaVm.Store.Host;

namespace LuaVm.Tests.Interop;

/// <summary>The C# mirrors have the sizes and offsets that the C compiler gives the header.</summary>
internal sealed class LayoutTests
{
    private static readonly (string C, Type Mirror)[] Mirrors =
    [
        ("luavm_bytes", typeof(LuaBytes)), ("luavm_buffer", typeof(LuaBytes)), ("luavm_value", typeof(LuaValue)),
        ("luavm_pair", typeof(LuaPair)), ("luavm_table", typeof(LuaTable)), ("luavm_usage", typeof(LuaUsage)),
        ("luavm_result", typeof(LuaResult)), ("luavm_memory", typeof(LuaMemory)),
        ("luavm_config", typeof(AbiConfig)), ("luavm_statistics", typeof(AbiStatistics)),
        ("luavm_vm_options", typeof(AbiVmOptions)), ("luavm_eval_options", typeof(AbiEvalOptions)),
        ("luavm_policy_options", typeof(AbiPolicyOptions)), ("luavm_store_options", typeof(AbiStoreOptions)),
        ("luavm_store_backend", typeof(StoreCallbacks)), ("luavm_store_answer", typeof(StoreAnswer)),
        ("luavm_store_entry", typeof(AbiStoreEntry)), ("luavm_store_statistics", typeof(AbiStoreStatistics)),
        ("luavm_quota", typeof(AbiQuota)), ("luavm_quota_usage", typeof(AbiQuotaUsage)),
        ("luavm_cache_statistics", typeof(AbiCacheStatistics)),
        ("luavm_http_field", typeof(AbiHttpField)), ("luavm_http_request", typeof(AbiHttpRequest)),
        ("luavm_http_response", typeof(AbiHttpResponse)), ("luavm_ws_options", typeof(AbiWsOptions)),
        ("luavm_call", typeof(HostCall)), ("luavm_reply", typeof(HostReply)),
        ("luavm_function", typeof(HostFunction)), ("luavm_method", typeof(HostMethod)), ("luavm_class", typeof(HostClass)),
        ("shim_options", typeof(ShimOptions)), ("shim_run", typeof(ShimRun)), ("shim_make", typeof(ShimMake)),
    ];

    [Test]
    public void Mirrors_match_the_headers()
    {
        var expected = Ask();
        foreach (var (c, mirror) in Mirrors)
        {
            Assert.That(Size(mirror), Is.EqualTo(expected[c]), c);
            if (mirror == typeof(LuaValue)) continue; // its union's members share one place
            foreach (var field in mirror.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                var name = $"{c}.{Snake(field.Name)}";
                Assert.That((int)Marshal.OffsetOf(mirror, field.Name), Is.EqualTo(expected[name]), name);
            }
        }
    }

    private static int Size(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!
        .MakeGenericMethod(type).Invoke(null, null)!;

    private static string Snake(string name) => string.Concat(name.Select((letter, i) =>
        i > 0 && char.IsUpper(letter) ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    /// <summary>Compiles and runs a program that prints "name number" lines.</summary>
    private static Dictionary<string, int> Ask()
    {
        var source = new StringBuilder("#include <stdio.h>\n#include \"shim.h\"\nint main(void) {\n");
        foreach (var (c, mirror) in Mirrors)
        {
            source.AppendLine($"printf(\"{c} %zu\\n\", sizeof({c}));");
            if (mirror == typeof(LuaValue)) continue;
            foreach (var field in mirror.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                source.AppendLine($"printf(\"{c}.{Snake(field.Name)} %zu\\n\", offsetof({c}, {Snake(field.Name)}));");
        }
        source.AppendLine("}");
        var folder = Directory.CreateTempSubdirectory("luavm-layout-");
        try
        {
            var file = Path.Combine(folder.FullName, "layout.c");
            File.WriteAllText(file, source.ToString());
            var program = Path.Combine(folder.FullName, "layout");
            Run("gcc", $"-I{Engine.Root}native", $"-I{Engine.Root}bindings/c", file, "-o", program);
            return Run(program).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
                .ToDictionary(words => words[0], words => int.Parse(words[1]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, errors);
        return output;
    }
}
