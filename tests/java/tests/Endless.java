package tests;

import io.luavm.LuaResult;
import io.luavm.LuaVm;
import io.luavm.LuaVmException;

/** A script without an end on a thread of its own; it is known to run once what it holds is counted. */
final class Endless implements AutoCloseable {
    static final String SOURCE = "local held = ('x'):rep(1 << 20) while true do end";

    final Thread thread;
    private final LuaVm vm;
    private volatile LuaResult result;
    private volatile LuaVmException thrown;
    volatile boolean stillInterrupted;

    Endless(LuaVm vm) throws InterruptedException {
        this.vm = vm;
        thread = new Thread(this::run);
        thread.start();
        while (thread.isAlive() && vm.memory().usedBytes() < 1 << 20) {
            Thread.sleep(1);
        }
    }

    private void run() {
        try {
            result = vm.run(SOURCE);
        } catch (LuaVmException error) {
            thrown = error;
        }
        stillInterrupted = Thread.currentThread().isInterrupted();
    }

    /** Waits for its end. */
    LuaResult result() throws InterruptedException {
        thread.join();
        if (thrown != null) {
            throw thrown;
        }
        return result;
    }

    @Override
    public void close() throws InterruptedException {
        if (!vm.isClosed()) {
            vm.interrupt();
        }
        thread.join();
    }
}
