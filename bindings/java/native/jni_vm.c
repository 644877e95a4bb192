#include "jni_nouns.h"

/* From an array of 9, in the order of luavm_vm_options. */
static jint vm_open(JNIEnv *env, jclass native, jlongArray from, jlongArray vm,
                    jobjectArray message) {
  (void)native;
  jlong given[9];
  (*env)->GetLongArrayRegion(env, from, 0, COUNT_OF(given), given);
  luavm_vm_options options = {.struct_size = sizeof options,
                              .flags = (uint32_t)given[0],
                              .profile = (uint32_t)given[1],
                              .preset = (uint32_t)given[2],
                              .memory_bytes = (uint64_t)given[3],
                              .memory_soft_bytes = (uint64_t)given[4],
                              .fuel = (uint64_t)given[5],
                              .wall_ms = (uint64_t)given[6],
                              .output_bytes = (uint64_t)given[7],
                              .result_bytes = (uint64_t)given[8]};
  luavm_vm handle;
  luavm_buffer *error;
  luavm_status status = vm_new(&options, &handle, &error);
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

/* Into an array of 7, in the order of luavm_memory. */
static jint vm_memory(JNIEnv *env, jclass native, jlong vm, jlongArray to) {
  (void)native;
  luavm_memory read = {.struct_size = sizeof read};
  luavm_status status = vm_mem_usage((luavm_vm)vm, &read);
  const jlong numbers[] = {(jlong)read.used_bytes,   (jlong)read.peak_bytes,
                           (jlong)read.limit_bytes,  (jlong)read.soft_bytes,
                           (jlong)read.system_bytes, (jlong)read.gc_count,
                           (jlong)read.refused_count};
  (*env)->SetLongArrayRegion(env, to, 0, COUNT_OF(numbers), numbers);
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
    METHOD("open", "([J[J[[B)I", vm_open), METHOD("free", "(J)I", vm_close),
    METHOD("reset", "(J)I", vm_restart),   METHOD("interrupt", "(J)I", vm_stop),
    METHOD("memory", "(J[J)I", vm_memory), METHOD("gc", "(JIJ[J)I", vm_collect),
};

jboolean register_vm(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
