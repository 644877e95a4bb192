using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Finds libluavm when the first function of <see cref="Abi"/> is called.</summary>
internal static unsafe class Library
{
    private const string Variable = "LUAVM_LIBRARY";
    private const string File = "libluavm.so";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The imports are a table alone: nothing of it runs before them.")]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Abi.Library) return 0;
        // Who names a file wants that one and no other.
        var chosen = Environment.GetEnvironmentVariable(Variable);
        var files = string.IsNullOrEmpty(chosen) ? Candidates() : [chosen];
        foreach (var file in files)
            if (NativeLibrary.TryLoad(file, out var library))
                return Checked(library, file);
        if (string.IsNullOrEmpty(chosen) && NativeLibrary.TryLoad(name, assembly, path, out var probed))
            return Checked(probed, File);
        throw new DllNotFoundException(NotFound(files));
    }

    // Where NuGet unpacks it; where a publish for one platform puts it. The runtime's own search follows.
    private static string[] Candidates() =>
    [
        Path.Combine(AppContext.BaseDirectory, File),
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", File),
    ];

    private static nint Checked(nint library, string file)
    {
        if (!NativeLibrary.TryGetExport(library, "luavm_abi_version", out var function))
            throw new DllNotFoundException($"{file} is not libluavm: it has no luavm_abi_version. "
                + $"Set {Variable} to the full path of the library, or unset it to use the package's own.");
        var found = ((delegate* unmanaged<uint>)function)();
        if (found != Abi.LUAVM_ABI_VERSION)
            throw new DllNotFoundException($"{file} is of ABI generation {found}, LuaVm.Client needs "
                + $"{Abi.LUAVM_ABI_VERSION}: use the library and the package of the same release.");
        return library;
    }

    private static string NotFound(string[] files) =>
        $"libluavm was not found or could not be loaded on {RuntimeInformation.RuntimeIdentifier}; tried "
        + string.Join(", ", files)
        + ". The package LuaVm.Client brings it for linux-x64 (glibc): build for that platform, or set "
        + $"{Variable} to the full path of libluavm.so.";
}
