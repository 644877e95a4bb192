using System.Runtime.InteropServices;

namespace LuaVm.Cli;

/// <summary>
/// Keeps standard output for one JSON object: until disposed, what a trusted script writes there itself goes to
/// standard error instead.
/// </summary>
internal sealed partial class StandardOutput : IDisposable
{
    private readonly int _kept = dup(1);

    internal StandardOutput()
    {
        if (_kept >= 0) _ = dup2(2, 1);
    }

    public void Dispose()
    {
        _ = fflush(0);
        if (_kept < 0) return;
        _ = dup2(_kept, 1);
        _ = close(_kept);
    }

    [LibraryImport("libc")]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial int fflush(nint everyStream);
}
