package io.luavm;

/** A call of a host function: what its arguments refer to ends with it. */
final class CallScope {
    static final CallScope ENDED = new CallScope();

    static {
        ENDED.end();
    }

    private volatile boolean ended;

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }
}
