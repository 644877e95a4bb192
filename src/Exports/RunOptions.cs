using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>luavm_eval_options, checked and read into a run.</summary>
internal static unsafe class RunOptions
{
    internal const uint KeepEnvironment = 1;

    /// <summary>What comes out as a reference, and needs a result to come out with.</summary>
    private const uint References = 2 | 4 | 8;
    private const uint Known = KeepEnvironment | References | 16;
    private const nuint ChunkNameMaximum = 4_096;

    /// <summary>Bytes that <see cref="WriteName"/> needs.</summary>
    internal static int NameRoom(AbiEvalOptions* options)
    {
        if (options == null) return 0;
        Envelope.CheckSize(options->StructSize, sizeof(AbiEvalOptions), "luavm_eval_options");
        Envelope.CheckFlags(options->Flags, Known, "luavm_eval_options");
        Envelope.CheckBytes(options->ChunkName, options->ChunkNameLength, ChunkNameMaximum, "chunk_name");
        return options->ChunkNameLength == 0 ? 0 : (int)options->ChunkNameLength + 2;
    }

    /// <summary>The chunk's name as Lua wants it.</summary>
    internal static byte* WriteName(AbiEvalOptions* options, byte* room, int length)
    {
        if (length == 0) return DefaultName;
        ChunkName.Write(new ReadOnlySpan<byte>(options->ChunkName, length - 2), new Span<byte>(room, length));
        return room;
    }

    /// <summary>Fills what a run takes from its options, after <see cref="NameRoom"/>; returns their limits.</summary>
    internal static Limits Read(AbiEvalOptions* options, bool wantsResult, ref ShimRun run)
    {
        if (options == null) return default;
        run.Flags = wantsResult ? options->Flags : options->Flags & ~References;
        run.SliceFuel = Math.Min(options->SliceFuel, long.MaxValue);
        return new Limits
        {
            Fuel = options->Fuel,
            WallMs = options->WallMs,
            OutputBytes = options->OutputBytes,
            ResultBytes = options->ResultBytes,
        };
    }

    private static byte* DefaultName => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(
        ref System.Runtime.InteropServices.MemoryMarshal.GetReference("@script\0"u8));
}
