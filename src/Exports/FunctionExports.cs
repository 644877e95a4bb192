using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Section "Host functions" of luavm.h.</summary>
internal static unsafe class FunctionExports
{
    /// <summary>LUAVM_FUNCTION_KEEP_TABLES.</summary>
    internal const uint KeepTables = 1;

    private const nuint NameMaximum = 4_096;

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_register", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Register(ulong vm, HostFunction* function, LuaBytes** error)
    {
        try
        {
            CheckFunction(function);
            var path = Path(function);
            if (Handles.Vms.Find(vm) is not { } found)
                return Fence.Refuse(Status.Handle, Refusal.Message(Status.Handle), error);
            var held = Hold(function);
            try
            {
                found.Register(path, held);
                return (int)Status.Ok;
            }
            catch
            {
                NativeMethods.shim_function_forget(held);
                throw;
            }
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_function", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Function(ulong vm, HostFunction* function, ulong* reference, LuaBytes** error)
    {
        try
        {
            CheckFunction(function);
            CheckReference(reference);
            var held = Hold(function);
            try
            {
                var make = new ShimMake { Kind = MadeKind.Function, Function = held };
                var status = Make(vm, ref make, reference, error);
                if (status == (int)Status.Ok) NativeMethods.shim_function_drop(held);
                else NativeMethods.shim_function_forget(held);
                return status;
            }
            catch
            {
                NativeMethods.shim_function_forget(held);
                throw;
            }
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    /// <summary>Makes something, and hands its reference out.</summary>
    internal static int Make(ulong vm, ref ShimMake make, ulong* reference, LuaBytes** error)
    {
        CheckReference(reference);
        if (Handles.Vms.Find(vm) is not { } found)
            return Fence.Refuse(Status.Handle, Refusal.Message(Status.Handle), error);
        found.Make(ref make);
        *reference = make.Reference;
        return (int)Status.Ok;
    }

    /// <summary>The function, held once for whoever takes it over.</summary>
    internal static nint Hold(HostFunction* function)
    {
        var held = NativeMethods.shim_function_new(function);
        return held != 0 ? held : throw new LuaFault(Status.Memory, "the system has no memory for a function");
    }

    internal static void CheckFunction(HostFunction* function)
    {
        if (function == null) throw new LuaFault(Status.Argument, "function is NULL; pass a luavm_function");
        Envelope.CheckSize(function->StructSize, sizeof(HostFunction), "luavm_function");
        Envelope.CheckFlags(function->Flags, KeepTables, "luavm_function");
        CheckName(function->Name, function->NameLength, "luavm_function.name");
        if (function->Call == null) throw new LuaFault(Status.Argument, "luavm_function.call is NULL");
    }

    /// <summary>The name of a function as the path of a global.</summary>
    internal static string Path(HostFunction* function)
    {
        var path = Encoding.Latin1.GetString(new ReadOnlySpan<byte>(function->Name, (int)function->NameLength));
        if (path.Split('.').Contains(""))
        {
            throw new LuaFault(Status.Argument,
                $"luavm_function.name '{path}' is no path; give names with single dots between them");
        }
        return path;
    }

    internal static void CheckName(byte* name, nuint length, string what)
    {
        Envelope.CheckBytes(name, length, NameMaximum, what);
        if (new ReadOnlySpan<byte>(name, (int)length).Contains((byte)0))
            throw new LuaFault(Status.Argument, $"{what} has a NUL in it");
    }

    private static void CheckReference(ulong* reference)
    {
        if (reference == null)
            throw new LuaFault(Status.Argument, "reference is NULL; pass where the reference goes");
    }
}
