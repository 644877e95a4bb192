package io.luavm;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Makes Thread.interrupt stop the script that the thread runs. A channel's begin and end are the one way Java offers to
 * hear of an interrupt without asking again and again: closing the "channel" is what the interrupting thread does.
 */
final class Interruption extends AbstractInterruptibleChannel {
    private final long vm;
    private Thread listener; // null: not begun
    private boolean over;

    Interruption(long vm) {
        this.vm = vm;
    }

    /**
     * From here on this thread's interrupts stop the script. Once more after each use of a channel by this thread,
     * which takes its ear away.
     *
     * @return false if the script was stopped already
     */
    boolean listen() {
        synchronized (this) {
            if (!isOpen()) {
                return false;
            }
            listener = Thread.currentThread();
        }
        begin();
        return true;
    }

    /** Stops the script if its thread is interrupted, whoever told whom. */
    void hearAgain() {
        boolean missed;
        synchronized (this) {
            missed = listener != null && !over && listener.isInterrupted();
        }
        if (missed) {
            stopScript();
        }
    }

    /** Stops the script from any thread: the one that runs, or is about to. */
    void stopScript() {
        try {
            close();
        } catch (IOException never) {
            throw new AssertionError(never);
        }
    }

    /** There is no script any more, or never was one. */
    synchronized void over() {
        over = true;
        notifyAll();
    }

    /** From here on the script is no more to be stopped. Leaves the thread's interrupt status as it is. */
    void finish() {
        over();
        try {
            end(true);
        } catch (AsynchronousCloseException interrupted) {
            // The script's own end says whether it was stopped in time.
        }
    }

    @Override
    protected void implCloseChannel() {
        Thread stopper = new Thread(null, this::stop, "luavm-interrupt", 0, false);
        stopper.setDaemon(true);
        stopper.start();
    }

    /**
     * Interrupts until the call has ended: the first interrupt may come before the library has begun the script, and
     * then does nothing. The lock is why none can hit a later script of the same VM.
     */
    private synchronized void stop() {
        try {
            while (!over) {
                if (listener != null) { // before that the VM may run another's script
                    Native.interrupt(vm);
                }
                wait(1);
            }
        } catch (InterruptedException notOurs) {
            Thread.currentThread().interrupt();
        }
    }
}
