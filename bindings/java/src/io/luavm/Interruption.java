package io.luavm;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Makes Thread.interrupt stop the script that the thread runs. A channel's begin and end are the one way Java offers to
 * hear of an interrupt without asking again and again: closing the "channel" is what the interrupting thread does.
 */
final class Interruption extends AbstractInterruptibleChannel {
    private final long vm;
    private boolean over;

    private Interruption(long vm) {
        this.vm = vm;
    }

    static Interruption begin(long vm) {
        Interruption made = new Interruption(vm);
        made.begin();
        return made;
    }

    /** From here on the script is no more to be stopped. Leaves the thread's interrupt status as it is. */
    void finish() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
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
                Native.interrupt(vm);
                wait(1);
            }
        } catch (InterruptedException notOurs) {
            Thread.currentThread().interrupt();
        }
    }
}
