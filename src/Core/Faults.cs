using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>
/// Requests for memory that are made to fail, for tests. Those of the calling thread alone, in the native layer alone:
/// what the managed runtime takes for itself is never refused.
/// </summary>
public static class Faults
{
    /// <summary>A request that is never reached: counts, and fails nothing.</summary>
    public const ulong Never = ulong.MaxValue;

    /// <summary>
    /// From now on request number <paramref name="nth"/>, from 1, fails, and with <paramref name="onward"/> all after it.
    /// Returns the requests counted since the call before.
    /// </summary>
    public static ulong Arm(ulong nth, bool onward) => NativeMethods.shim_fault_arm(nth, onward ? 1 : 0);

    /// <summary>No request fails any more. Returns those counted since the call before.</summary>
    public static ulong Disarm() => NativeMethods.shim_fault_arm(0, 0);
}
