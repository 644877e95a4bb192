/* The native methods of io.luavm.Native, a table of them for each noun. */
#ifndef LUAVM_JNI_NOUNS_H
#define LUAVM_JNI_NOUNS_H

#include <jni.h>
#include <luavm.h>

#define COUNT_OF(array) ((jint)(sizeof(array) / sizeof *(array)))

/* JNI keeps functions as void *, which every JNI platform can and ISO C cannot. */
#define METHOD(name, signature, function) \
  { name, signature, __extension__(void *) function }

/* Each answers JNI_FALSE with a Java exception pending where the class has other
 * methods; nothing but a return to Java may follow. */
jboolean register_process(JNIEnv *env, jclass native);
jboolean register_vm(JNIEnv *env, jclass native);
jboolean register_eval(JNIEnv *env, jclass native);

/* Puts the message of `error` into error[0] of Java, and gives the buffer back. */
void hand_over_error(JNIEnv *env, luavm_buffer *error, jobjectArray to);

/* Throws java.lang.OutOfMemoryError. */
void throw_out_of_memory(JNIEnv *env, const char *what);

#endif
