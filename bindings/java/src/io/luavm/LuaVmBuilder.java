package io.luavm;

import io.luavm.AbiLayouts.luavm_vm_options;
import java.lang.ref.Reference;
import java.time.Duration;

/** What a VM is made with. A limit that is not set is the preset's. */
public final class LuaVmBuilder {
    private final Struct options = Struct.of(luavm_vm_options.SIZE_BYTES);
    private LuaTemplate template;
    private LuaPolicy policy;
    private String group = "";

    LuaVmBuilder() {}

    private LuaVmBuilder set(int field, long number) {
        options.put(field, number);
        return this;
    }

    /**
     * Sets the limit on all that the VM causes: Lua's heap, output, results in the making.
     *
     * @param bytes at least 65,536, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder memoryLimit(long bytes) {
        return set(luavm_vm_options.memory_bytes, Limit.amount("memoryLimit", bytes));
    }

    /**
     * Sets from where on the collector works harder.
     *
     * @param bytes not above the memory limit; 3/4 of that by default
     * @return this
     */
    public LuaVmBuilder softMemoryLimit(long bytes) {
        return set(luavm_vm_options.memory_soft_bytes, Limit.amount("softMemoryLimit", bytes));
    }

    /**
     * Sets the wall-time limit of each eval.
     *
     * @param timeout more than zero, rounded up to milliseconds; or {@link Limit#FOREVER}
     * @return this
     */
    public LuaVmBuilder timeout(Duration timeout) {
        return set(luavm_vm_options.wall_ms, Limit.milliseconds("timeout", timeout));
    }

    /**
     * Sets the fuel of each eval: a branch, a loop turn or a call is one unit, and the same script spends the same.
     *
     * @param units at least 1, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder fuel(long units) {
        return set(luavm_vm_options.fuel, Limit.amount("fuel", units));
    }

    /**
     * Sets how much print may write in each eval.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder outputLimit(long bytes) {
        return set(luavm_vm_options.output_bytes, Limit.amount("outputLimit", bytes));
    }

    /**
     * Sets how large the returned values of each eval may be.
     *
     * @param bytes at least 1, or {@link Limit#UNLIMITED}
     * @return this
     */
    public LuaVmBuilder resultLimit(long bytes) {
        return set(luavm_vm_options.result_bytes, Limit.amount("resultLimit", bytes));
    }

    /**
     * Sets what scripts may reach.
     *
     * @param profile standard by default
     * @return this
     */
    public LuaVmBuilder profile(Profile profile) {
        options.put(luavm_vm_options.profile, profile.number);
        return this;
    }

    /**
     * Sets the limits that are not set one by one.
     *
     * @param preset the default one by default
     * @return this
     */
    public LuaVmBuilder preset(Preset preset) {
        options.put(luavm_vm_options.preset, preset.number);
        return this;
    }

    /**
     * Makes running out of memory an error that pcall may catch, as in plain Lua. Without it, the script is stopped.
     *
     * @return this
     */
    public LuaVmBuilder catchableMemoryErrors() {
        options.add(luavm_vm_options.flags, AbiConstants.LUAVM_VM_MEMORY_CATCHABLE);
        return this;
    }

    /**
     * Sets the host functions and classes to begin with.
     *
     * @param template what it holds when a VM is built; it may be closed afterwards
     * @return this
     */
    public LuaVmBuilder template(LuaTemplate template) {
        this.template = template;
        return set(luavm_vm_options.host, template.number());
    }

    /**
     * Sets profile and limits where they are not set here, libraries, services and group.
     *
     * @param policy may be closed once the VM is built
     * @return this
     */
    public LuaVmBuilder policy(LuaPolicy policy) {
        this.policy = policy;
        return set(luavm_vm_options.policy, policy.number());
    }

    /**
     * Sets the quota group whose limits the VM shares.
     *
     * @param name "tenants/ada", made if it is not there; the policy's by default
     * @return this
     */
    public LuaVmBuilder group(String name) {
        group = name;
        return this;
    }

    /**
     * Makes a VM; a builder makes any number.
     *
     * @return to be closed
     * @throws LuaVmException {@link ArgumentException}; {@link QuotaException} at the process's VM cap or memory
     *     quota; {@link MemoryLimitException} when the system has none; {@link UnsupportedException}
     * @throws UnsatisfiedLinkError if the native library is missing or not for this platform
     */
    public LuaVm build() {
        NativeLibrary.require();
        long[] number = new long[1];
        byte[][] message = new byte[1][];
        LuaVmException.check(Native.open(options.bytes, VmCalls.utf8(group), number, message), message[0]);
        Reference.reachabilityFence(policy); // not closed by the cleaner meanwhile
        try {
            return new LuaVm(number[0], template);
        } catch (Throwable outOfMemory) { // nobody else knows of this VM
            Native.free(number[0]);
            throw outOfMemory;
        }
    }
}
