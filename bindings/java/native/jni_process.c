#include "jni_nouns.h"

static jint configure(JNIEnv *env, jclass native, jint vm_cap, jlong memory_quota_bytes,
                      jobjectArray message) {
  (void)native;
  luavm_config config = {.struct_size = sizeof config,
                         .vm_cap = (uint32_t)vm_cap,
                         .memory_quota_bytes = (uint64_t)memory_quota_bytes};
  luavm_buffer *error;
  luavm_status status = luavm_configure(&config, &error);
  hand_over_error(env, error, message);
  return status;
}

/* Into an array of 9, in the order of luavm_statistics. */
static jint statistics(JNIEnv *env, jclass native, jlongArray to) {
  (void)native;
  luavm_statistics read = {.struct_size = sizeof read};
  luavm_status status = luavm_stats(&read);
  const jlong numbers[] = {(jlong)read.vm_cap,
                           (jlong)read.vm_count,
                           (jlong)read.vm_total,
                           (jlong)read.eval_total,
                           (jlong)read.kill_total,
                           (jlong)read.memory_bytes,
                           (jlong)read.memory_peak_bytes,
                           (jlong)read.memory_quota_bytes,
                           (jlong)read.block_count};
  (*env)->SetLongArrayRegion(env, to, 0, COUNT_OF(numbers), numbers);
  return status;
}

static jint fail_allocations(JNIEnv *env, jclass native, jlong nth, jint flags,
                             jlongArray requests) {
  (void)native;
  uint64_t count;
  luavm_status status = luavm_fail_allocations((uint64_t)nth, (uint32_t)flags, &count);
  const jlong number = (jlong)count;
  (*env)->SetLongArrayRegion(env, requests, 0, 1, &number);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("configure", "(IJ[[B)I", configure),
    METHOD("statistics", "([J)I", statistics),
    METHOD("failAllocations", "(JI[J)I", fail_allocations),
};

jboolean register_process(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
