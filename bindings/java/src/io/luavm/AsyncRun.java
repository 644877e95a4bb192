package io.luavm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A run in slices on an executor. Between slices, and while a host function's answer is awaited, it holds no thread. Its
 * future is what ends it early: whoever completes that stops the script.
 */
final class AsyncRun {
    /** Fuel of a slice where none is asked for: well under a millisecond. */
    private static final long SLICE = 100_000;

    private final VmCalls calls;
    private final EvalOptions options;
    private final First first;
    private final Executor executor;
    private final CompletableFuture<Object> future = new CompletableFuture<>();

    /** These three are guarded by this. */
    private Interruption running;

    private boolean waiting;
    private boolean ended;

    private boolean begun;

    /** What runs the first slice. */
    @FunctionalInterface
    interface First {
        LuaResult run(EvalOptions options, Interruption interruption);
    }

    /** One thread for all runs without an executor of their own; it ends when there are none. */
    private static final class Loop {
        static final Executor EXECUTOR = make();

        private static Executor make() {
            ThreadPoolExecutor loop = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "luavm-loop", 4 << 20, false);
                    thread.setDaemon(true);
                    return thread;
                });
            loop.allowCoreThreadTimeOut(true);
            return loop;
        }
    }

    private AsyncRun(VmCalls calls, EvalOptions options, First first) {
        this.calls = calls;
        this.options = options.sliced(SLICE);
        this.first = first;
        executor = options.executor != null ? options.executor : Loop.EXECUTOR;
    }

    static CompletableFuture<Object> start(VmCalls calls, EvalOptions options, First first) {
        AsyncRun run = new AsyncRun(calls, options, first);
        run.future.whenComplete((value, failure) -> run.stop());
        run.submit();
        return run.future;
    }

    /** A turn of the executor. One that executes at once is told from others, and gets a loop instead of a stack. */
    private final class Turn implements Runnable {
        private final Thread submitter = Thread.currentThread();
        private boolean submitted;
        private boolean atOnce;

        @Override
        public void run() {
            if (Thread.currentThread() == submitter && !submitted) {
                atOnce = true;
            } else {
                turn();
            }
        }

        boolean submit() {
            executor.execute(this);
            submitted = true;
            return atOnce;
        }
    }

    /** Has the next turn taken, and all that follow it where the executor is this thread. */
    private void submit() {
        try {
            if (new Turn().submit()) {
                turn();
            }
        } catch (RuntimeException rejected) { // nobody is left to run it
            end(rejected);
        }
    }

    private void turn() {
        while (step()) {
            try {
                if (!new Turn().submit()) {
                    return;
                }
            } catch (RuntimeException rejected) {
                end(rejected);
                return;
            }
        }
    }

    /** Runs a slice. Returns whether another one is to be taken now. */
    private boolean step() {
        Interruption own = new Interruption(calls.handle.number);
        synchronized (this) {
            running = own;
        }
        try {
            if (future.isDone()) {
                end(null);
                return false;
            }
            LuaResult result = begun ? resume(own) : first.run(options, own);
            begun = true;
            return next(result);
        } catch (Throwable failure) {
            end(failure);
            return false;
        } finally {
            own.over();
            synchronized (this) {
                if (running == own) {
                    running = null;
                }
            }
        }
    }

    /** A VM that waits can be looked at by others, who are told that it is busy; that takes no time. */
    private LuaResult resume(Interruption own) {
        while (true) {
            try {
                return calls.resume(options, own);
            } catch (BusyException other) {
                Thread.yield();
            }
        }
    }

    private boolean next(LuaResult result) {
        if (result.status() == Status.YIELDED) {
            return true;
        }
        if (result.status() == Status.PENDING) {
            synchronized (this) {
                waiting = true;
            }
            result.pending().orElseThrow().whenComplete((value, failure) -> wake());
            if (future.isDone()) {
                wake();
            }
            return false;
        }
        synchronized (this) {
            ended = true;
        }
        if (result.ok()) {
            future.complete(result.value());
        } else {
            future.completeExceptionally(result.thrown().orElseThrow());
        }
        return false;
    }

    private void wake() {
        synchronized (this) {
            if (!waiting) {
                return;
            }
            waiting = false;
        }
        submit();
    }

    /** The future is complete, by the run's own end or by somebody who wants it ended. */
    private void stop() {
        Interruption now;
        synchronized (this) {
            if (ended) {
                return;
            }
            now = running;
        }
        if (now != null) {
            now.stopScript();
        }
        wake();
    }

    /** Ends a run that cannot go on, or is not to; the VM is free for another. */
    private void end(Throwable failure) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        if (begun) {
            cancel();
        }
        if (failure != null) {
            future.completeExceptionally(failure);
        }
    }

    private void cancel() {
        while (true) {
            try {
                calls.cancel(options);
                return;
            } catch (BusyException other) {
                Thread.yield();
            } catch (LuaVmException closed) {
                return; // the VM waits for nothing any more
            }
        }
    }
}
