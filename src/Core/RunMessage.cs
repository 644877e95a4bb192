using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>What the native layer leaves for the core to say, put where the host reads it.</summary>
internal static unsafe class RunMessage
{
    private const int MessageBytes = 512;

    /// <summary>Writes why a limit or an order from outside has ended a run into its result.</summary>
    internal static void Explain(string? message, LuaResult* result)
    {
        if (result == null || message is null) return;
        Span<byte> bytes = stackalloc byte[MessageBytes];
        Utf8.FromUtf16(message, bytes, out _, out var written);
        fixed (byte* text = bytes)
        {
            _ = NativeMethods.shim_result_message(result, text, (nuint)written);
        }
    }

    /// <summary>Why something could not be made.</summary>
    internal static LuaFault Refused(Status status, in ShimMake make, string? limit)
    {
        string message;
        fixed (byte* text = make.Message)
        {
            message = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        if (message.Length == 0) message = limit ?? Refusal.Message(status);
        return new LuaFault(status, message);
    }
}
