package io.luavm;

import io.luavm.AbiLayouts.luavm_quota;
import io.luavm.AbiLayouts.luavm_quota_usage;

/**
 * Limits that VMs share: "tenants/ada" lies in "tenants", and both in the process. See {@link LuaVmBuilder#group}. Any
 * thread may call these at any moment.
 */
public final class QuotaGroups {
    private QuotaGroups() {}

    /**
     * The counters of a group.
     *
     * @param vmCap VMs alive in it and below, or {@link Limit#UNLIMITED}
     * @param vmCount alive in it and below
     * @param memoryBytes held now, by it and below
     * @param memoryPeakBytes highest {@code memoryBytes}
     * @param memoryLimitBytes the hard limit, or {@link Limit#UNLIMITED}
     * @param memorySoftBytes the soft limit, or {@link Limit#UNLIMITED}
     * @param refusedCount VMs not admitted, and requests for memory refused
     */
    public record Usage(
        long vmCap,
        long vmCount,
        long memoryBytes,
        long memoryPeakBytes,
        long memoryLimitBytes,
        long memorySoftBytes,
        long refusedCount) {}

    /**
     * Makes a group, or changes what it allows; nothing alive is taken away.
     *
     * @param group parts of letters, digits, '-', '_' and '.', with '/' between them
     * @param vmCap VMs alive in it and below, at most 65,535; 0 for no cap
     * @param memoryLimit bytes for all of them; 0 or {@link Limit#UNLIMITED} for no limit
     * @param memorySoftLimit from here on they collect in shorter cycles; 0 for 3/4 of {@code memoryLimit}
     * @throws ArgumentException if the name or a limit is impossible
     * @throws QuotaException if there are 4,096 groups
     */
    public static void set(String group, int vmCap, long memoryLimit, long memorySoftLimit) {
        NativeLibrary.require();
        byte[][] message = new byte[1][];
        Struct quota = Struct.of(luavm_quota.SIZE_BYTES).put(luavm_quota.vm_cap, positive("vmCap", vmCap))
            .put(luavm_quota.memory_bytes, bytes("memoryLimit", memoryLimit))
            .put(luavm_quota.memory_soft_bytes, bytes("memorySoftLimit", memorySoftLimit));
        int status = Native.quotaSet(VmCalls.utf8(group), quota.bytes, message);
        LuaVmException.check(status, message[0]);
    }

    /**
     * Reads the counters of a group.
     *
     * @param group its name; empty for the process
     * @return a moment's figures
     * @throws ArgumentException if there is no such group
     */
    public static Usage read(String group) {
        NativeLibrary.require();
        Struct read = Struct.of(luavm_quota_usage.SIZE_BYTES);
        check(Native.quotaRead(VmCalls.utf8(group), read.bytes), group);
        long cap = read.getInt(luavm_quota_usage.vm_cap);
        return new Usage(
            cap == 0 ? Limit.UNLIMITED : cap, read.getLong(luavm_quota_usage.vm_count),
            read.getLong(luavm_quota_usage.memory_bytes), read.getLong(luavm_quota_usage.memory_peak_bytes),
            Limit.shown(read.getLong(luavm_quota_usage.memory_limit_bytes)),
            Limit.shown(read.getLong(luavm_quota_usage.memory_soft_bytes)),
            read.getLong(luavm_quota_usage.refused_count));
    }

    /**
     * Forgets a group that no VM and no group below it needs. What the cache keeps for it goes.
     *
     * @param group its name
     * @throws ArgumentException if there is no such group
     * @throws BusyException if it is in use
     */
    public static void remove(String group) {
        NativeLibrary.require();
        check(Native.quotaRemove(VmCalls.utf8(group)), group);
    }

    private static void check(int status, String group) {
        if (status == AbiConstants.LUAVM_ARGUMENT) {
            throw LuaVmException.of(Status.ARGUMENT, "there is no quota group \"" + group + "\"");
        }
        if (status == AbiConstants.LUAVM_BUSY) {
            throw LuaVmException.of(
                Status.BUSY, "quota group \"" + group + "\" is in use by VMs or by groups below it");
        }
        LuaVmException.check(status, null);
    }

    private static int positive(String what, int number) {
        if (number < 0) {
            throw new IllegalArgumentException(what + " must not be negative, but is " + number);
        }
        return number;
    }

    private static long bytes(String what, long number) {
        return number == 0 ? 0 : Limit.amount(what, number);
    }
}
