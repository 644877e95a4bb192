#include <stdlib.h>

#include "jni_nouns.h"

static jint vm_open(JNIEnv *env, jclass native, jbyteArray from, jbyteArray group,
                    jlongArray vm, jobjectArray message) {
  (void)native;
  luavm_vm_options options;
  struct_from_java(env, from, &options, sizeof options);
  char *name = copy_of(env, group, &options.group_length);
  if (name == NULL) return LUAVM_MEMORY;
  options.group = name;
  luavm_vm handle;
  luavm_buffer *error;
  luavm_status status = vm_new(&options, &handle, &error);
  free(name);
  const jlong number = (jlong)handle;
  (*env)->SetLongArrayRegion(env, vm, 0, 1, &number);
  hand_over_error(env, error, message);
  return status;
}

static jint vm_close(JNIEnv *env, jclass native, jlong vm) {
  (void)env, (void)native;
  return vm_free((luavm_vm)vm);
}

static jint vm_restart(JNIEnv *env, jclass native, jlong vm) {
  (void)env, (void)native;
  return vm_reset((luavm_vm)vm);
}

static jint vm_stop(JNIEnv *env, jclass native, jlong vm) {
  (void)env, (void)native;
  return vm_interrupt((luavm_vm)vm);
}

static jint vm_memory(JNIEnv *env, jclass native, jlong vm, jbyteArray to) {
  (void)native;
  luavm_memory read = {.struct_size = sizeof read};
  luavm_status status = vm_mem_usage((luavm_vm)vm, &read);
  struct_to_java(env, &read, sizeof read, to);
  return status;
}

static jint vm_collect(JNIEnv *env, jclass native, jlong vm, jint operation,
                       jlong argument, jlongArray figure) {
  (void)native;
  int64_t result;
  luavm_status status = vm_gc((luavm_vm)vm, (uint32_t)operation, argument, &result);
  const jlong number = result;
  (*env)->SetLongArrayRegion(env, figure, 0, 1, &number);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("open", "([B[B[J[[B)I", vm_open), METHOD("free", "(J)I", vm_close),
    METHOD("reset", "(J)I", vm_restart),     METHOD("interrupt", "(J)I", vm_stop),
    METHOD("memory", "(J[B)I", vm_memory),   METHOD("gc", "(JIJ[J)I", vm_collect),
};

jboolean register_vm(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
