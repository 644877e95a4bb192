/* The native methods of io.luavm.Native, a table of them for each noun. */
#ifndef LUAVM_JNI_NOUNS_H
#define LUAVM_JNI_NOUNS_H

#include <jni.h>
#include <luavm.h>

#include "values_in.h"

/* Java's numbers for host functions and objects travel in pointers. */
_Static_assert(sizeof(void *) == sizeof(jlong), "for 64-bit machines");

/* Longest array that every Java machine makes. */
#define ARRAY_MAX ((uint64_t)INT32_MAX - 8)

#define COUNT_OF(array) ((jint)(sizeof(array) / sizeof *(array)))

/* JNI keeps functions as void *, which every JNI platform can and ISO C cannot. */
#define METHOD(name, signature, function) \
  { name, signature, __extension__(void *) function }

/* Each answers JNI_FALSE with a Java exception pending where the class has other
 * methods; nothing but a return to Java may follow. */
jboolean register_process(JNIEnv *env, jclass native);
jboolean register_vm(JNIEnv *env, jclass native);
jboolean register_eval(JNIEnv *env, jclass native);
jboolean register_globals(JNIEnv *env, jclass native);
jboolean register_references(JNIEnv *env, jclass native);
jboolean register_host(JNIEnv *env, jclass native);
jboolean register_objects(JNIEnv *env, jclass native);
jboolean register_templates(JNIEnv *env, jclass native);
jboolean register_policies(JNIEnv *env, jclass native);
jboolean register_stores(JNIEnv *env, jclass native);
jboolean register_quotas(JNIEnv *env, jclass native);
jboolean register_cache(JNIEnv *env, jclass native);
jboolean register_http(JNIEnv *env, jclass native);
jboolean register_websocket(JNIEnv *env, jclass native);

/* Puts the message of `error` into error[0] of Java, and gives the buffer back. */
void hand_over_error(JNIEnv *env, luavm_buffer *error, jobjectArray to);

/* Throws java.lang.OutOfMemoryError. */
void throw_out_of_memory(JNIEnv *env, const char *what);

/* A copy of an array, to be freed: one that a script runs from must not move, and
 * holding the array itself would stop Java's collector for as long. length: receives
 * its bytes. Returns NULL with an exception pending. */
char *copy_of(JNIEnv *env, jbyteArray array, size_t *length);

/* Fills a struct from the bytes that Java laid out by AbiLayouts; what Java's is
 * shorter by stays 0. */
void struct_from_java(JNIEnv *env, jbyteArray from, void *to, size_t size);

/* The other way round. */
void struct_to_java(JNIEnv *env, const void *from, size_t size, jbyteArray to);

/* Header fields, to be freed: names and values in turn, one behind the other, and the
 * bytes that each has. Returns NULL with an exception pending. */
luavm_http_field *fields_from_java(JNIEnv *env, jbyteArray from, jintArray lengths,
                                   size_t *count);

/* Reads what ValueWriter wrote. Returns what to free when the values are no longer
 * needed; NULL with an exception pending. */
void *values_from_java(JNIEnv *env, jbyteArray message, values_in *values);

/* What the library calls for every host function, method and property: see
 * jni_host.c. user: Java's number of it. */
luavm_status host_call(void *user, const luavm_call *call, luavm_reply *reply);
void host_release(void *user);
void host_object_release(void *user, void *object);

static inline void *to_pointer(jlong number) {
  return (void *)(uintptr_t)number;
}

#endif
