using System.Reflection;

namespace LuaVm.Tests.Fuzz;

internal static class FuzzFolder
{
    /// <summary>Of the repository.</summary>
    internal static string Root { get; } = Path.GetFullPath(typeof(FuzzFolder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Root").Value!);
}
