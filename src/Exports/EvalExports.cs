using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Sections "Values and results" and "Eval" of luavm.h.</summary>
internal static unsafe class EvalExports
{
    private const uint KeepEnvironment = 1;
    private const nuint SourceMaximum = 268_435_456;
    private const nuint ChunkNameMaximum = 4_096;

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_eval", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Eval(ulong vm, byte* source, nuint sourceLength, AbiEvalOptions* options, LuaResult** result)
    {
        try
        {
            if (HandleTable.Find(vm) is not { } found) return Refuse(Status.Handle, result);
            Envelope.CheckBytes(source, sourceLength, SourceMaximum, "source");
            LuaResult* made;
            var status = options == null
                ? found.Eval(source, sourceLength, DefaultName, default, out made)
                : EvalWith(found, source, sourceLength, *options, out made);
            if (made == null) return Refuse(status, result);
            if (result != null) *result = made;
            else _ = NativeMethods.shim_block_free(made, 1);
            return (int)status;
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

    private static byte* DefaultName => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("@script\0"u8));

    private static int Refuse(Status status, LuaResult** result) =>
        Fence.Refuse(status, Refusal.Message(status), result);

    private static Status EvalWith(Vm vm, byte* source, nuint length, in AbiEvalOptions options, out LuaResult* made)
    {
        Envelope.CheckSize(options.StructSize, sizeof(AbiEvalOptions), "luavm_eval_options");
        Envelope.CheckFlags(options.Flags, KeepEnvironment, "luavm_eval_options");
        Envelope.CheckBytes(options.ChunkName, options.ChunkNameLength, ChunkNameMaximum, "chunk_name");
        var read = new EvalOptions
        {
            KeepEnvironment = (options.Flags & KeepEnvironment) != 0,
            Limits = new Limits
            {
                Fuel = options.Fuel,
                WallMs = options.WallMs,
                OutputBytes = options.OutputBytes,
                ResultBytes = options.ResultBytes,
            },
        };
        if (options.ChunkNameLength == 0) return vm.Eval(source, length, DefaultName, read, out made);
        var name = stackalloc byte[(int)options.ChunkNameLength + 2];
        ChunkName.Write(new ReadOnlySpan<byte>(options.ChunkName, (int)options.ChunkNameLength),
            new Span<byte>(name, (int)options.ChunkNameLength + 2));
        return vm.Eval(source, length, name, read, out made);
    }
}
