using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Sections "Values and results" and "Eval" of luavm.h.</summary>
internal static unsafe class EvalExports
{
    private const nuint SourceMaximum = 268_435_456;

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_eval", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Eval(ulong vm, byte* source, nuint sourceLength, AbiEvalOptions* options, LuaResult** result)
    {
        try
        {
            var run = new ShimRun { Kind = RunKind.Eval, Text = source, Length = sourceLength };
            return RunSource(vm, ref run, options, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_load", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Load(ulong vm, byte* source, nuint sourceLength, AbiEvalOptions* options, ulong* function,
        LuaResult** result)
    {
        try
        {
            if (function == null)
                throw new LuaFault(Status.Argument, "function is NULL; pass where the reference goes");
            var run = new ShimRun { Kind = RunKind.Load, Text = source, Length = sourceLength };
            var status = RunSource(vm, ref run, options, result);
            *function = run.Object;
            return status;
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_call", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Call(ulong vm, LuaValue* function, LuaValue* arguments, nuint argumentCount,
        AbiEvalOptions* options, LuaResult** result)
    {
        try
        {
            Envelope.CheckValue(function, "function");
            Envelope.CheckValues(arguments, argumentCount, "arguments");
            var run = new ShimRun
            {
                Kind = RunKind.Call,
                Key = function,
                Values = arguments,
                ValueCount = argumentCount,
            };
            return Run(vm, ref run, options, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_resume", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Resume(ulong vm, int status, LuaValue* values, nuint valueCount, AbiEvalOptions* options,
        LuaResult** result)
    {
        try
        {
            if ((Status)status is not (Status.Ok or Status.Runtime or Status.Cancelled))
            {
                throw new LuaFault(Status.Argument,
                    $"a run goes on with status 0 (ok), 1 (runtime) or 9 (cancelled), not {status}");
            }
            Envelope.CheckValues(values, valueCount, "values");
            var run = new ShimRun
            {
                Kind = RunKind.Resume,
                Values = values,
                ValueCount = valueCount,
                Answer = status,
            };
            return Run(vm, ref run, options, result);
        }
        catch (Exception e)
        {
            return Fence.Report(e, result);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_result_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int ResultFree(LuaResult* result)
    {
        return (int)(NativeMethods.shim_block_free(result, 1) != 0 ? Status.Ok : Status.Argument);
    }

    /// <summary>Runs what needs no source, and hands the result out.</summary>
    internal static int Run(ulong vm, ref ShimRun run, AbiEvalOptions* options, LuaResult** result)
    {
        if (Handles.Vms.Find(vm) is not { } found) return Refuse(Status.Handle, result);
        _ = RunOptions.NameRoom(options);
        return Finish(found, ref run, RunOptions.Read(options, result != null, ref run), result);
    }

    private static int RunSource(ulong vm, ref ShimRun run, AbiEvalOptions* options, LuaResult** result)
    {
        if (Handles.Vms.Find(vm) is not { } found) return Refuse(Status.Handle, result);
        Envelope.CheckBytes(run.Text, run.Length, SourceMaximum, "source");
        var length = RunOptions.NameRoom(options);
        var name = stackalloc byte[length];
        run.ChunkName = RunOptions.WriteName(options, name, length);
        return Finish(found, ref run, RunOptions.Read(options, result != null, ref run), result);
    }

    private static int Finish(Vm vm, ref ShimRun run, in Limits limits, LuaResult** result)
    {
        var status = vm.Run(ref run, limits, out var made);
        if (made == null) return Refuse(status, result);
        if (result != null) *result = made;
        else _ = NativeMethods.shim_block_free(made, 1);
        return (int)status;
    }

    private static int Refuse(Status status, LuaResult** result) =>
        Fence.Refuse(status, Refusal.Message(status), result);
}
