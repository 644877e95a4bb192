using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LuaVm.Tests;

/// <summary>Binds the managed core and KeraLua to our engine, which the build has made a shared library too.</summary>
internal static class Engine
{
    internal static string Root => Metadata("Root");

    [ModuleInitializer]
    internal static void Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(global::LuaVm.Interop.LuaResult).Assembly, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(KeraLua.Lua).Assembly, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(global::LuaVm.Sqlite.SqliteStores).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name is "luavm_native" or "lua54" ? NativeLibrary.Load(Metadata("Native")) : 0;

    private static string Metadata(string key) => typeof(Engine).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
