package io.luavm;

/** All that is known of a call that failed. */
record Failure(
    Status status, String message, String traceback, String source, long line, byte[] output, Usage usage,
    Object value) {
    private static final byte[] NO_OUTPUT = {};

    static Failure of(Status status, String message) {
        return new Failure(status, message, "", "", 0, NO_OUTPUT, Usage.NONE, null);
    }
}
