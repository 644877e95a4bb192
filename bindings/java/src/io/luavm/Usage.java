package io.luavm;

import java.io.Serializable;

/**
 * What an eval spent.
 *
 * @param fuel units, counted without a limit too
 * @param wallNanos nanoseconds on the wall clock
 * @param cpuNanos nanoseconds of the thread's processor time
 * @param memoryBytes counted when the eval ended
 * @param memoryPeakBytes highest during the eval
 * @param gcCount collection cycles during the eval
 * @serial exclude
 */
public record Usage(
    long fuel, long wallNanos, long cpuNanos, long memoryBytes, long memoryPeakBytes, long gcCount)
    implements Serializable {
    private static final long serialVersionUID = 1L;
    static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);
}
