/* A result block as one run of bytes, which Java reads after a single crossing.
 * ResultReader.java reads it, in this order, numbers and texts as in values_out.h:
 *
 *   int32 status, int64 line, int64 × 6 usage,
 *   text message, traceback, source, output,
 *   the values, and after the last of them the error value. */
#ifndef LUAVM_JNI_RESULT_H
#define LUAVM_JNI_RESULT_H

#include <jni.h>
#include <luavm.h>

/* Makes the array of a result and gives the block back. block: NULL where the system
 * had no memory for one. Returns NULL with an exception pending; then references in
 * the result are released. */
jbyteArray result_to_java(JNIEnv *env, luavm_vm vm, luavm_status status,
                          luavm_result *block);

/* Makes the array of values alone. Returns NULL with an exception pending. */
jbyteArray values_to_java(JNIEnv *env, const luavm_value *values, size_t count);

#endif
