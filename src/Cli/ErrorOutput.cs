namespace LuaVm.Cli;

/// <summary>What people read on standard error. One that is closed or full changes nothing else.</summary>
internal static class ErrorOutput
{
    internal static void WriteLine(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception e) when (IsUnwritable(e))
        {
        }
    }

    /// <summary>What .NET throws where a descriptor takes no bytes: full, closed, or not for writing.</summary>
    internal static bool IsUnwritable(Exception e) => e is IOException or UnauthorizedAccessException;
}
