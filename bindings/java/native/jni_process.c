#include <stdlib.h>

#include "jni_nouns.h"

static jint configure(JNIEnv *env, jclass native, jbyteArray from, jbyteArray ca_file,
                      jobjectArray message) {
  (void)native;
  luavm_config config;
  struct_from_java(env, from, &config, sizeof config);
  char *file = copy_of(env, ca_file, &config.ca_file_length);
  if (file == NULL) return LUAVM_MEMORY;
  config.ca_file = file;
  luavm_buffer *error;
  luavm_status status = luavm_configure(&config, &error);
  free(file);
  hand_over_error(env, error, message);
  return status;
}

static jint statistics(JNIEnv *env, jclass native, jbyteArray to) {
  (void)native;
  luavm_statistics read = {.struct_size = sizeof read};
  luavm_status status = luavm_stats(&read);
  struct_to_java(env, &read, sizeof read, to);
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
    METHOD("configure", "([B[B[[B)I", configure),
    METHOD("statistics", "([B)I", statistics),
    METHOD("failAllocations", "(JI[J)I", fail_allocations),
};

jboolean register_process(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
