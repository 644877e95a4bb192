namespace LuaVm.Policies;

/// <summary>Numbers of a document, where 0 says that the key is not there.</summary>
internal static class PolicyBound
{
    internal static long Long(ulong given, long otherwise) =>
        given == 0 ? otherwise : (long)Math.Min(given, long.MaxValue);

    internal static int Int(ulong given, int otherwise) =>
        given == 0 ? otherwise : (int)Math.Min(given, int.MaxValue);
}
