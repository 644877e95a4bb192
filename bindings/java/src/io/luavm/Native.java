package io.luavm;

/**
 * The methods of libluavm_jni. Numbers are those of luavm.h; arrays stand for its structs, in the order of their fields
 * without sizes and reserved ones. What is returned as int is a status.
 */
final class Native {
    /** The ABI generation this package was written for (LUAVM_ABI_VERSION). */
    static final int ABI = 1;

    static final long UNLIMITED = -1L;
    static final int VM_MEMORY_CATCHABLE = 1;
    static final int EVAL_KEEP_ENVIRONMENT = 1;
    static final int FAIL_ONWARD = 1;

    private Native() {}

    // Library
    static native int compiledAbi();

    static native int loadedAbi();

    static native int resultFormat();

    static native String version();

    static native String statusName(int status);

    // Process
    static native int configure(int vmCap, long memoryQuotaBytes, byte[][] message);

    static native int statistics(long[] statistics);

    static native int failAllocations(long nth, int flags, long[] requests);

    // VM
    static native int open(long[] options, long[] vm, byte[][] message);

    static native int free(long vm);

    static native int reset(long vm);

    static native int interrupt(long vm);

    static native int memory(long vm, long[] memory);

    static native int gc(long vm, int operation, long argument, long[] figure);

    // Eval
    static native byte[] eval(long vm, byte[] source, byte[] chunkName, long[] options);
}
