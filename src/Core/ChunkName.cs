namespace LuaVm.Core;

/// <summary>Names of chunks as Lua wants them: '@' in front, a NUL behind, nothing that could forge a line.</summary>
public static class ChunkName
{
    /// <param name="name">The name for people.</param>
    /// <param name="to">Two bytes longer than the name.</param>
    public static void Write(ReadOnlySpan<byte> name, Span<byte> to)
    {
        to[0] = (byte)'@';
        for (var i = 0; i < name.Length; i++) to[i + 1] = name[i] is < 0x20 or 0x7f ? (byte)'?' : name[i];
        to[name.Length + 1] = 0;
    }
}
