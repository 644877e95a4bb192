using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LuaVm.Core;
using LuaVm.Interop;

namespace LuaVm.Exports;

/// <summary>Sections "VM" and "Memory and GC" of luavm.h.</summary>
internal static unsafe class VmExports
{
    private const uint MemoryCatchable = 1;
    private const long StepMaximum = 1_048_576;

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_new", CallConvs = [typeof(CallConvCdecl)])]
    internal static int New(AbiVmOptions* options, ulong* vm, LuaBytes** error)
    {
        try
        {
            if (vm == null) throw new LuaFault(Status.Argument, "vm is NULL; pass where the handle goes");
            *vm = Handles.AddVm(options == null ? default : Read(*options));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Free(ulong vm)
    {
        if (vm == 0) return (int)Status.Ok;
        try
        {
            return (int)(Handles.RemoveVm(vm) ? Status.Ok : Status.Handle);
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_reset", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Reset(ulong vm)
    {
        try
        {
            return (int)(Handles.Vms.Find(vm)?.Reset() ?? Status.Handle);
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_interrupt", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Interrupt(ulong vm)
    {
        try
        {
            if (Handles.Vms.Find(vm) is not { } found) return (int)Status.Handle;
            found.Interrupt();
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_mem_usage", CallConvs = [typeof(CallConvCdecl)])]
    internal static int MemUsage(ulong vm, LuaMemory* memory)
    {
        try
        {
            if (memory == null || memory->StructSize != sizeof(LuaMemory)) return (int)Status.Argument;
            var found = Handles.Vms.Find(vm);
            *memory = found?.Memory() ?? new LuaMemory { StructSize = (uint)sizeof(LuaMemory) };
            return (int)(found is null ? Status.Handle : Status.Ok);
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_vm_gc", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Gc(ulong vm, uint operation, long argument, long* result)
    {
        try
        {
            var most = operation == (uint)GcOperation.Step ? StepMaximum : 0;
            if (operation > (uint)GcOperation.Generational || argument < 0 || argument > most)
                return (int)Status.Argument;
            if (Handles.Vms.Find(vm) is not { } found) return (int)Status.Handle;
            var status = found.Collect((GcOperation)operation, (int)argument, out var value);
            if (result != null) *result = value;
            return (int)status;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    private static VmOptions Read(in AbiVmOptions options)
    {
        Envelope.CheckSize(options.StructSize, sizeof(AbiVmOptions), "luavm_vm_options");
        Envelope.CheckFlags(options.Flags, MemoryCatchable, "luavm_vm_options");
        var group = QuotaExports.Name(options.Group, options.GroupLength);
        var asked = new VmOptions
        {
            Group = group.Length == 0 ? null : QuotaGroup.Of(group),
            Profile = (Profile)options.Profile,
            Preset = (Preset)options.Preset,
            MemoryCatchable = (options.Flags & MemoryCatchable) != 0,
            Functions = options.Host == 0 ? null : TemplateExports.Functions(options.Host),
            User = (nint)options.User,
            Limits = new Limits
            {
                MemoryBytes = options.MemoryBytes,
                MemorySoftBytes = options.MemorySoftBytes,
                Fuel = options.Fuel,
                WallMs = options.WallMs,
                OutputBytes = options.OutputBytes,
                ResultBytes = options.ResultBytes,
            },
        };
        return options.Policy == 0 ? asked : PolicyExports.Find(options.Policy).Apply(asked);
    }
}
