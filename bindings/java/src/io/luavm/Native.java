package io.luavm;

/**
 * The methods of libluavm_jni. A struct of luavm.h is a byte[] laid out by AbiLayouts; values go in as ValueWriter
 * writes them, and come out as ValueReader and ResultReader read them. What is returned as int is a status.
 */
final class Native {
    private Native() {}

    // Library
    static native int compiledAbi();

    static native int loadedAbi();

    static native int valuesFormat();

    static native String version();

    static native String statusName(int status);

    // Process
    static native int configure(byte[] config, byte[] caFile, byte[][] message);

    static native int statistics(byte[] statistics);

    static native int failAllocations(long nth, int flags, long[] requests);

    // VM
    static native int open(byte[] options, byte[] group, long[] vm, byte[][] message);

    static native int free(long vm);

    static native int reset(long vm);

    static native int interrupt(long vm);

    static native int memory(long vm, byte[] memory);

    static native int gc(long vm, int operation, long argument, long[] figure);

    // Eval
    static native byte[] eval(long vm, byte[] source, byte[] chunkName, byte[] options);

    static native byte[] load(long vm, byte[] source, byte[] chunkName, byte[] options, long[] function);

    static native byte[] call(long vm, byte[] functionAndArguments, byte[] options);

    static native byte[] resume(long vm, byte[] values, byte[] options);

    // Globals
    static native byte[] get(long vm, byte[] path, byte[] options);

    static native byte[] set(long vm, byte[] path, byte[] value, int flags);

    // References
    static native byte[] index(long vm, long object, byte[] key, byte[] options);

    static native byte[] assign(long vm, long object, byte[] keyAndValue, byte[] options);

    static native int keep(long vm, byte[] value, long[] reference, byte[][] message);

    static native int release(long vm, long reference);

    // Host functions
    static native int register(long vm, byte[] path, int flags, long user, byte[][] message);

    static native int function(long vm, byte[] name, int flags, long user, long[] reference, byte[][] message);

    // Host objects: the names of the class and its methods one after another, and their lengths
    static native int makeClass(
        long vm, byte[] names, int[] lengths, long[] users, long user, long[] kind, byte[][] message);

    static native int makeObject(long vm, long kind, long user, long[] reference, byte[][] message);

    // Templates
    static native int templateNew(long[] template, byte[][] message);

    static native int templateFree(long template);

    static native int templateRegister(long template, byte[] path, int flags, long user, byte[][] message);

    // Policies
    static native int policyNew(byte[] json, byte[] name, byte[] folder, long[] policy, byte[][] message);

    static native int policyFree(long policy);

    static native int policyShow(byte[] name, byte[][] json);

    static native int policyStore(long policy, byte[] name, long store, byte[][] message);

    // Stores: keys and values as ValueWriter writes them.
    static native int storeOpen(
        byte[] options, byte[] url, byte[] table, byte[] group, long[] store, byte[][] message);

    static native byte[] storeGet(long store, byte[] key);

    static native int storePut(long store, byte[] keysAndValues, long ttl, byte[][] message);

    static native int storeDelete(long store, byte[] key, long[] existed, byte[][] message);

    static native byte[] storeList(long store, byte[] after, int count);

    static native int storeExport(long store, byte[][] document, byte[][] message);

    static native int storeImport(long store, byte[] document, long[] count, byte[][] message);

    static native int storeStatistics(long store, byte[] statistics, byte[][] message);

    static native int storeFree(long store);

    // Cache
    static native byte[] cacheGet(byte[] tenant, byte[] key);

    static native int cachePut(byte[] tenant, byte[] key, byte[] value, long ttl, byte[][] message);

    static native int cacheDelete(byte[] tenant, byte[] key, long[] existed, byte[][] message);

    static native int cacheClear(byte[] tenant, byte[][] message);

    static native int cacheShare(byte[] tenant, long bytes, byte[][] message);

    static native int cacheStatistics(byte[] tenant, byte[] statistics);

    // HTTP: fields as HttpFields packs them. Message, URL, body, then names and values; null where there is no response.
    static native byte[][] httpRequest(
        byte[] request, byte[] url, byte[] method, byte[] fields, int[] lengths, byte[] body, byte[] response);

    // WebSocket
    static native int wsConnect(
        byte[] options, byte[] url, byte[] fields, int[] lengths, byte[] protocols, long[] socket, byte[][] message);

    static native int wsSend(long socket, int kind, byte[] data, long timeout, byte[][] message);

    static native int wsReceive(long socket, long timeout, int[] kindAndCode, byte[][] data, byte[][] message);

    static native int wsClose(long socket, int code, byte[] reason, long timeout, byte[][] message);

    static native int wsFree(long socket);

    // Quota groups
    static native int quotaSet(byte[] group, byte[] quota, byte[][] message);

    static native int quotaRead(byte[] group, byte[] usage);

    static native int quotaRemove(byte[] group);

    // Called by the library
    private static byte[] called(long vm, long user, byte[] arguments) {
        VmCalls calls = VmHandle.calls(vm);
        return calls == null ? HostCall.CANCELLED : HostCall.answer(calls, user, arguments);
    }

    private static byte[] failed(long vm, Throwable failure) {
        VmCalls calls = VmHandle.calls(vm);
        return calls == null ? HostCall.CANCELLED : HostCall.raise(calls, failure);
    }

    private static void released(long user) {
        HostTable.released(user);
    }
}
