using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>Reads a script's file.</summary>
internal static class SourceFile
{
    private const int SourceMaximum = 268_435_456; // LUAVM_SOURCE_MAX

    /// <summary>The bytes of a file, '-' being standard input. Throws <see cref="LuaFault"/>.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="kind">What it should be, for messages.</param>
    /// <param name="most">Most bytes of it that are read; whoever takes less says so.</param>
    internal static byte[] Read(string file, string kind = "a Lua file", int most = SourceMaximum + 1)
    {
        try
        {
            if (file == "-") return ReadAll(Console.OpenStandardInput(), most);
            if (file.Length == 0) throw new LuaFault(Status.Argument, $"the name of the file is empty; name {kind}");
            if (Directory.Exists(file)) throw new LuaFault(Status.Argument, $"'{file}' is a directory; name {kind}");
            using var stream = File.OpenRead(file);
            return ReadAll(stream, most);
        }
        catch (FileNotFoundException)
        {
            throw new LuaFault(Status.Argument, $"'{file}' does not exist; check the path");
        }
        catch (DirectoryNotFoundException)
        {
            throw new LuaFault(Status.Argument, $"the folder of '{file}' does not exist; check the path");
        }
        catch (UnauthorizedAccessException)
        {
            throw new LuaFault(Status.Argument, $"'{file}' may not be read by this user; check its permissions");
        }
        catch (IOException e)
        {
            throw new LuaFault(Status.Argument, $"'{file}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Devices show no length, so what is read is counted.</summary>
    private static byte[] ReadAll(Stream stream, int most)
    {
        using var bytes = new MemoryStream();
        var part = new byte[81_920];
        for (int n; bytes.Length < most && (n = stream.Read(part)) > 0;)
        {
            bytes.Write(part.AsSpan(0, n));
            if (bytes.Length > SourceMaximum)
                throw new LuaFault(Status.Argument, $"the source is over {Quantity.Bytes(SourceMaximum)}, the most there may be");
        }
        return bytes.ToArray();
    }
}
