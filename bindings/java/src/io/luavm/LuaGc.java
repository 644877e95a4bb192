package io.luavm;

/** The garbage collector of a VM, see {@link LuaVm#gc}. Each call throws {@link BusyException} while the VM runs. */
public final class LuaGc {
    private static final int COLLECT = 0;
    private static final int STEP = 1;
    private static final int STOP = 2;
    private static final int RESTART = 3;
    private static final int INCREMENTAL = 4;
    private static final int GENERATIONAL = 5;

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
        return vm.gc(COLLECT, 0);
    }

    /**
     * Runs a step.
     *
     * @param kibibytes how much, to 1,048,576; 0 for one basic step
     * @return true when it ended a cycle
     * @throws ArgumentException if the number is outside its range
     */
    public boolean step(long kibibytes) {
        return vm.gc(STEP, kibibytes) != 0;
    }

    /** Stops collecting until {@link #restart}; the memory limit still collects. */
    public void stop() {
        vm.gc(STOP, 0);
    }

    /** Ends {@link #stop}. */
    public void restart() {
        vm.gc(RESTART, 0);
    }

    /** Collects in steps over all that lives, as a new VM does. */
    public void incremental() {
        vm.gc(INCREMENTAL, 0);
    }

    /** Collects what is young more often. */
    public void generational() {
        vm.gc(GENERATIONAL, 0);
    }
}
