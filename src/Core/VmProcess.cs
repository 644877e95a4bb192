using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>What this process allows all VMs together, and what it has counted.</summary>
public static unsafe class VmProcess
{
    public const uint DefaultVmCap = 1_000;
    public const uint MaximumVmCap = 65_535;

    private static uint s_vmCap = DefaultVmCap;
    private static long s_vmCount;
    private static long s_vmTotal;
    private static long s_evalTotal;
    private static long s_killTotal;

    public static uint VmCap => Volatile.Read(ref s_vmCap);
    public static ulong VmCount => (ulong)Volatile.Read(ref s_vmCount);
    public static ulong VmTotal => (ulong)Volatile.Read(ref s_vmTotal);
    public static ulong EvalTotal => (ulong)Volatile.Read(ref s_evalTotal);
    public static ulong KillTotal => (ulong)Volatile.Read(ref s_killTotal);
    public static ulong MemoryQuotaBytes => Memory().Quota;

    /// <summary>Results and buffers handed out and not given back.</summary>
    public static ulong BlockCount => NativeMethods.shim_block_live();

    /// <summary>Gives a result back. False: not a live one.</summary>
    public static bool FreeResult(LuaResult* result) => NativeMethods.shim_block_free(result, 1) != 0;

    /// <summary>Sets the caps; 0 means the default. Throws <see cref="LuaFault"/>.</summary>
    public static void Configure(uint vmCap, ulong memoryQuotaBytes)
    {
        if (vmCap > MaximumVmCap)
        {
            throw new LuaFault(Status.Argument,
                $"VM cap {Quantity.Count(vmCap)} is above the most there can be, {Quantity.Count(MaximumVmCap)}");
        }
        Volatile.Write(ref s_vmCap, vmCap == 0 ? DefaultVmCap : vmCap);
        NativeMethods.shim_account_limit(memoryQuotaBytes == 0 ? Quantity.Unlimited : memoryQuotaBytes);
    }

    /// <summary>Bytes held from the system: now, at most so far, and the quota.</summary>
    public static (ulong Used, ulong Peak, ulong Quota) Memory()
    {
        ulong used, peak, quota;
        NativeMethods.shim_account_read(&used, &peak, &quota);
        return (used, peak, quota);
    }

    /// <summary>Counts bytes that the process holds outside of VMs; false: over its memory quota.</summary>
    public static bool Charge(long bytes) => Charge(0, bytes);

    public static void Discharge(long bytes) => NativeMethods.shim_account_discharge(0, (ulong)bytes);

    /// <summary>The same for a node of the ledger. Where it is full, what can be done without goes first.</summary>
    internal static bool Charge(nint account, long bytes) => NativeMethods.shim_account_try(account, (ulong)bytes) != 0
        || NativeMethods.shim_account_charge(account, (ulong)bytes) != 0;

    /// <summary>Takes a place under the VM cap. Throws <see cref="LuaFault"/> when none is left.</summary>
    internal static void Admit()
    {
        var cap = VmCap;
        if (Interlocked.Increment(ref s_vmCount) <= cap)
        {
            Interlocked.Increment(ref s_vmTotal);
            return;
        }
        Interlocked.Decrement(ref s_vmCount);
        throw new LuaFault(Status.Quota,
            $"VM cap of {Quantity.Count(cap)} reached; free a VM, or raise the cap (luavm_configure)");
    }

    internal static void Dismiss() => Interlocked.Decrement(ref s_vmCount);

    internal static void CountEval(bool killed)
    {
        Interlocked.Increment(ref s_evalTotal);
        if (killed) Interlocked.Increment(ref s_killTotal);
    }
}
