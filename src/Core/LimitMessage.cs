namespace LuaVm.Core;

/// <summary>What people read when a limit or an order from outside has stopped a script.</summary>
internal static class LimitMessage
{
    /// <summary>The message for a status that is not the script's own failure; null for one that is.</summary>
    /// <param name="status">Why it ended.</param>
    /// <param name="limits">Those of the run.</param>
    /// <param name="resultTooLarge">Which of the two <see cref="Status.Output"/> is about.</param>
    /// <param name="group">The VM's.</param>
    /// <param name="serviceMs">Not 0: the time for services, which is what was over.</param>
    internal static string? For(Status status, in Limits limits, bool resultTooLarge = false, QuotaGroup? group = null, ulong serviceMs = 0) => status switch
    {
        Status.Memory =>
            $"memory limit of {Quantity.Bytes(limits.MemoryBytes)} reached; let the script keep less, or raise the limit",
        Status.Timeout when serviceMs != 0 =>
            $"service-time limit of {Quantity.Milliseconds(serviceMs)} reached; let the script ask less of services, or raise the limit",
        Status.Timeout =>
            $"wall-time limit of {Quantity.Milliseconds(limits.WallMs)} reached; give the script less to do, or raise the limit",
        Status.Fuel =>
            $"fuel limit of {Quantity.Count(limits.Fuel)} units spent; give the script less to do, or raise the limit",
        Status.Output when resultTooLarge =>
            $"result limit of {Quantity.Bytes(limits.ResultBytes)} reached; return less, or raise the limit",
        Status.Output =>
            $"output limit of {Quantity.Bytes(limits.OutputBytes)} reached; print less, or raise the limit",
        Status.Quota when group is not null => group.Refusal(),
        Status.Quota =>
            $"process memory quota of {Quantity.Bytes(VmProcess.MemoryQuotaBytes)} reached; free VMs and results, or raise the quota",
        Status.Cancelled => "interrupted by the host (vm_interrupt)",
        Status.Closed => "the VM was freed while this script ran (vm_free)",
        _ => null,
    };
}
