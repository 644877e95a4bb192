package io.luavm;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** "No limit", and limits as the C ABI takes them, where 0 is "the default" and never a caller's 0. */
public final class Limit {
    /** No limit, wherever a number is taken or shown. It compares as expected. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No limit, wherever a duration is taken. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private Limit() {}

    static long amount(String what, long amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + amount);
        }
        return amount == UNLIMITED ? AbiConstants.LUAVM_UNLIMITED : amount;
    }

    /** Whole milliseconds, rounded up. */
    static long milliseconds(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(what + " must be longer than nothing, not " + time);
        }
        if (time.getSeconds() > Long.MAX_VALUE / 1000 - 1) {
            return AbiConstants.LUAVM_UNLIMITED;
        }
        return time.getSeconds() * 1000 + (time.getNano() + 999_999) / 1_000_000;
    }

    /** A figure of the library: numbers beyond a long are no limit. */
    static long shown(long figure) {
        return figure < 0 ? UNLIMITED : figure;
    }
}
