using KeraLua;
using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>luavm_gc_operation.</summary>
public enum GcOperation
{
    Collect = 0,
    Step = 1,
    Stop = 2,
    Restart = 3,
    Incremental = 4,
    Generational = 5,
}

/// <summary>Steers a state's collector. lua_gc raises nothing: errors in finalizers become warnings.</summary>
internal static class Collector
{
    internal static long Run(nint vm, GcOperation operation, int argument)
    {
        NativeMethods.shim_vm_sweep(vm);
        var state = StateView.Of(NativeMethods.shim_vm_state(vm));
        switch (operation)
        {
            case GcOperation.Collect:
                var before = Used(vm);
                state.GarbageCollector(LuaGC.Collect, 0);
                var freed = before - Used(vm);
                NativeMethods.shim_vm_trim(vm);
                return Math.Max(freed, 0);
            case GcOperation.Step:
                return state.GarbageCollector(LuaGC.Step, argument);
            case GcOperation.Stop:
                return state.GarbageCollector(LuaGC.Stop, 0);
            case GcOperation.Restart:
                return state.GarbageCollector(LuaGC.Restart, 0);
            default:
                // KeraLua passes two of the three arguments that these operations read.
                var generational = NativeMethods.shim_vm_gc_mode(vm, operation == GcOperation.Generational ? 1 : 0);
                return (long)(generational != 0 ? GcOperation.Generational : GcOperation.Incremental);
        }
    }

    private static unsafe long Used(nint vm)
    {
        LuaMemory memory;
        NativeMethods.shim_vm_memory(vm, &memory);
        return (long)memory.UsedBytes;
    }
}
