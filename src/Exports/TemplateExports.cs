using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Section "Templates" of luavm.h.</summary>
internal static unsafe class TemplateExports
{
    private const string NoSuchTemplate =
        "no such template: the handle is 0, was freed, or was never made by this process";

    private static int s_count;

    [UnmanagedCallersOnly(EntryPoint = "managed_template_new", CallConvs = [typeof(CallConvCdecl)])]
    internal static int New(ulong* template, LuaBytes** error)
    {
        try
        {
            if (template == null) throw new LuaFault(Status.Argument, "templ is NULL; pass where the handle goes");
            if (Interlocked.Increment(ref s_count) > Handles.TemplateMaximum)
            {
                Interlocked.Decrement(ref s_count);
                throw new LuaFault(Status.Quota,
                    $"{Quantity.Count(Handles.TemplateMaximum)} templates are alive, the most there can be; free some");
            }
            *template = Handles.Templates.Add(static handle => new Template(handle));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_template_register", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Register(ulong template, HostFunction* function, LuaBytes** error)
    {
        try
        {
            FunctionExports.CheckFunction(function);
            var path = FunctionExports.Path(function);
            var functions = Functions(template);
            var held = FunctionExports.Hold(function);
            if (functions.Put(path, held)) return (int)Status.Ok;
            NativeMethods.shim_function_forget(held);
            throw new LuaFault(Status.Handle, NoSuchTemplate);
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_template_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Free(ulong template)
    {
        try
        {
            if (template == 0) return (int)Status.Ok;
            var found = Handles.Templates.Find(template);
            if (found is null || !Handles.Templates.Remove(template, static t => t.End())) return (int)Status.Handle;
            Interlocked.Decrement(ref s_count);
            found.Functions.Close();
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    /// <summary>Its functions. Throws <see cref="LuaFault"/>.</summary>
    internal static FunctionSet Functions(ulong template) =>
        Handles.Templates.Find(template)?.Functions ?? throw new LuaFault(Status.Handle, NoSuchTemplate);
}
