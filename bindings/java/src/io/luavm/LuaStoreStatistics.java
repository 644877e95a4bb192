package io.luavm;

/**
 * The counters of a {@link LuaStore}.
 *
 * @param keyCount keys in it
 * @param byteCount bytes of keys and values, encoded
 * @param keyCap {@link Limit#UNLIMITED}: none
 * @param byteCap likewise
 */
public record LuaStoreStatistics(long keyCount, long byteCount, long keyCap, long byteCap) {}
