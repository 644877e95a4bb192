using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Sections "Globals" and "References" of luavm.h.</summary>
internal static unsafe class ValueExports
{
    private const nuint PathMaximum = 4_096;
    private const uint ReadOnly = 1;

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_get", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Get(ulong vm, byte* path, nuint pathLength, AbiEvalOptions* options, LuaResult** result)
    {
        try
        {
            Envelope.CheckBytes(path, pathLength, PathMaximum, "path");
            var run = new ShimRun { Kind = RunKind.Get, Text = path, Length = pathLength };
            return EvalExports.Run(vm, ref run, options, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_set", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Set(ulong vm, byte* path, nuint pathLength, LuaValue* value, uint flags, LuaResult** result)
    {
        try
        {
            Envelope.CheckBytes(path, pathLength, PathMaximum, "path");
            Envelope.CheckValue(value, "value");
            if (pathLength == 0) throw new LuaFault(Status.Argument, "path is empty; name a global");
            if ((flags & ~ReadOnly) != 0)
                throw new LuaFault(Status.Argument, $"flags has unknown bits 0x{flags & ~ReadOnly:x}; leave them 0");
            var run = new ShimRun
            {
                Kind = RunKind.Set,
                Flags = flags,
                Text = path,
                Length = pathLength,
                Values = value,
                ValueCount = 1,
            };
            return EvalExports.Run(vm, ref run, null, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_index", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Index(ulong vm, ulong reference, LuaValue* key, AbiEvalOptions* options, LuaResult** result)
    {
        try
        {
            Envelope.CheckValue(key, "key");
            var run = new ShimRun { Kind = RunKind.Index, Object = reference, Key = key };
            return EvalExports.Run(vm, ref run, options, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_assign", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Assign(ulong vm, ulong reference, LuaValue* key, LuaValue* value, AbiEvalOptions* options,
        LuaResult** result)
    {
        try
        {
            Envelope.CheckValue(key, "key");
            Envelope.CheckValue(value, "value");
            var run = new ShimRun
            {
                Kind = RunKind.Assign,
                Object = reference,
                Key = key,
                Values = value,
                ValueCount = 1,
            };
            return EvalExports.Run(vm, ref run, options, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_keep", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Keep(ulong vm, LuaValue* value, ulong* reference, LuaBytes** error)
    {
        try
        {
            Envelope.CheckValue(value, "value");
            var make = new ShimMake { Kind = MadeKind.Keep, Value = value };
            return FunctionExports.Make(vm, ref make, reference, error);
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_release", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Release(ulong vm, ulong* references, nuint count)
    {
        try
        {
            if (Handles.Vms.Find(vm) is not { } found) return (int)Status.Handle;
            if (references == null && count != 0) return (int)Status.Argument;
            var all = true;
            for (nuint i = 0; i < count; i++)
                if (references[i] != 0) all &= found.Release(references[i]);
            return (int)(all ? Status.Ok : Status.Argument);
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }
}
