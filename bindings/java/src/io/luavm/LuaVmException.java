package io.luavm;

import java.nio.charset.StandardCharsets;

/**
 * A call that failed. There is a class for each way to fail; {@link #status} says the same.
 *
 * <p>Texts of a script that are not UTF-8 hold U+FFFD for what cannot be shown; {@link #outputBytes} has the bytes.
 */
public class LuaVmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How the call ended. */
    private final Status status;

    /** Lua frames. */
    private final String traceback;

    /** Chunk name. */
    private final String source;

    /** From 1, or 0. */
    private final long line;

    /** What print wrote. */
    private final byte[] output;

    /** What was spent. */
    private final Usage usage;

    LuaVmException(Failure failure) {
        super(failure.message(), failure.value() instanceof Throwable thrown ? thrown : null);
        status = failure.status();
        traceback = failure.traceback();
        source = failure.source();
        line = failure.line();
        output = failure.output();
        usage = failure.usage();
    }

    /**
     * How the call ended.
     *
     * @return never {@link Status#OK}
     */
    public Status status() {
        return status;
    }

    /**
     * Lua's frames at the error or kill, innermost first, one per line.
     *
     * @return empty where no script ran
     */
    public String traceback() {
        return traceback;
    }

    /**
     * The chunk name of the failing line.
     *
     * @return empty if not known
     */
    public String source() {
        return source;
    }

    /**
     * The failing line.
     *
     * @return from 1; 0 if not known
     */
    public long line() {
        return line;
    }

    /**
     * What print had written by then.
     *
     * @return text, empty if nothing
     */
    public String output() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /**
     * What print had written by then.
     *
     * @return a copy of the bytes
     */
    public byte[] outputBytes() {
        return output.clone();
    }

    /**
     * What the eval had spent.
     *
     * @return all zero where no script ran
     */
    public Usage usage() {
        return usage;
    }

    static LuaVmException of(Failure failure) {
        return switch (failure.status()) {
            case RUNTIME -> new LuaRuntimeException(failure);
            case ARGUMENT -> new ArgumentException(failure);
            case SYNTAX -> new LuaSyntaxException(failure);
            case MEMORY -> new MemoryLimitException(failure);
            case TIMEOUT -> new LuaTimeoutException(failure);
            case FUEL -> new FuelException(failure);
            case SANDBOX -> new SandboxException(failure);
            case OUTPUT -> new OutputLimitException(failure);
            case CANCELLED -> new CancelledException(failure);
            case BUSY -> new BusyException(failure);
            case QUOTA -> new QuotaException(failure);
            case HANDLE, CLOSED -> new ClosedException(failure);
            case FORKED -> new ForkedException(failure);
            case NETWORK -> new NetworkException(failure);
            case UNSUPPORTED -> new UnsupportedException(failure);
            case OK, INTERNAL, PENDING, YIELDED -> new InternalException(failure);
        };
    }

    static LuaVmException of(Status status, String message) {
        return of(Failure.of(status, message));
    }

    /** Throws for every status but OK; message: the library's, or null for a general one. */
    static void check(int number, byte[] message) {
        Status status = Status.of(number);
        if (status != Status.OK) {
            throw of(status, message != null ? new String(message, StandardCharsets.UTF_8) : general(status));
        }
    }

    /** What is said where the library answers a status alone. */
    static String general(Status status) {
        return switch (status) {
            case MEMORY -> "the system has no memory left";
            case HANDLE, CLOSED -> "this VM is closed";
            case BUSY -> "another thread is using this VM; give each thread its own, or wait";
            case QUOTA -> "a cap of this process is reached (VM count, memory); see LuaVmProcess.configure";
            case FORKED -> "luavm cannot be used in a child process made with fork";
            case CANCELLED -> "stopped by an interrupt";
            case UNSUPPORTED -> "not possible here: this thread has under 512 KiB of stack left; use a thread with a "
                + "larger one (-Xss, or the stackSize of Thread's constructor)";
            default -> "luavm answered " + status;
        };
    }
}
