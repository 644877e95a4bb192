package io.luavm;

/** The garbage collector of a VM, see {@link LuaVm#gc}. Each call throws {@link BusyException} while the VM runs. */
public final class LuaGc {
    private final LuaVm vm;

    LuaGc(LuaVm vm) {
        this.vm = vm;
    }

    /**
     * Runs one full cycle.
     *
     * @return bytes it freed
     */
    public long collect() {
        return run(AbiConstants.LUAVM_GC_COLLECT, 0);
    }

    /**
     * Runs a step.
     *
     * @param kibibytes how much, to 1,048,576; 0 for one basic step
     * @return true when it ended a cycle
     * @throws ArgumentException if the number is outside its range
     */
    public boolean step(long kibibytes) {
        return run(AbiConstants.LUAVM_GC_STEP, kibibytes) != 0;
    }

    /** Stops collecting until {@link #restart}; the memory limit still collects. */
    public void stop() {
        run(AbiConstants.LUAVM_GC_STOP, 0);
    }

    /** Ends {@link #stop}. */
    public void restart() {
        run(AbiConstants.LUAVM_GC_RESTART, 0);
    }

    /** Collects in steps over all that lives, as a new VM does. */
    public void incremental() {
        run(AbiConstants.LUAVM_GC_INCREMENTAL, 0);
    }

    /** Collects what is young more often. */
    public void generational() {
        run(AbiConstants.LUAVM_GC_GENERATIONAL, 0);
    }

    private long run(int operation, long argument) {
        long[] figure = new long[1];
        VmCalls calls = vm.calls;
        LuaVmException.check(
            calls.plain(() -> Native.gc(calls.handle.number, operation, argument, figure)), null);
        return figure[0];
    }
}
