using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>What stands between a caller and everything that can go wrong behind an export.</summary>
internal static unsafe class Fence
{
    private const string Defect =
        "the library met a defect of its own; please report what was called";

    /// <summary>Runs when the runtime has started, before the first export.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "This assembly is the whole program of a native library.")]
    internal static void Started() => NativeMethods.shim_process_started();

    /// <summary>The status of an exception; its message goes into a buffer if the caller wants one.</summary>
    internal static int Report(Exception exception, LuaBytes** error)
    {
        var (status, message) = Describe(exception);
        Write(message, error);
        return (int)status;
    }

    internal static int Refuse(Status status, string message, LuaBytes** error)
    {
        Write(message, error);
        return (int)status;
    }

    /// <summary>The same as a result block that holds only the error.</summary>
    internal static int Report(Exception exception, LuaResult** result)
    {
        var (status, message) = Describe(exception);
        return Refuse(status, message, result);
    }

    internal static int Refuse(Status status, string message, LuaResult** result)
    {
        if (result == null) return (int)status;
        var bytes = Encoding.UTF8.GetBytes(message);
        fixed (byte* text = bytes)
        {
            *result = NativeMethods.shim_result_error((int)status, text, (nuint)bytes.Length);
        }
        return (int)status;
    }

    internal static (Status Status, string Message) Describe(Exception exception) => exception switch
    {
        LuaFault fault => (fault.Status, fault.Message),
        OutOfMemoryException => (Status.Memory, "the system has no memory left"),
        _ => (Status.Internal, Defect),
    };

    private static void Write(string message, LuaBytes** error)
    {
        if (error == null) return;
        var bytes = Encoding.UTF8.GetBytes(message);
        fixed (byte* text = bytes)
        {
            *error = NativeMethods.shim_buffer_new(text, (nuint)bytes.Length);
        }
    }
}
