#include <stdlib.h>

#include "jni_nouns.h"

static jint set_quota(JNIEnv *env, jclass native, jbyteArray group, jbyteArray from,
                      jobjectArray message) {
  (void)native;
  size_t length;
  char *name = copy_of(env, group, &length);
  if (name == NULL) return LUAVM_MEMORY;
  luavm_quota quota;
  struct_from_java(env, from, &quota, sizeof quota);
  luavm_buffer *error;
  luavm_status status = quota_set(name, length, &quota, &error);
  free(name);
  hand_over_error(env, error, message);
  return status;
}

static jint read_quota(JNIEnv *env, jclass native, jbyteArray group, jbyteArray to) {
  (void)native;
  size_t length;
  char *name = copy_of(env, group, &length);
  if (name == NULL) return LUAVM_MEMORY;
  luavm_quota_usage usage = {.struct_size = sizeof usage};
  luavm_status status = quota_read(name, length, &usage);
  free(name);
  struct_to_java(env, &usage, sizeof usage, to);
  return status;
}

static jint remove_quota(JNIEnv *env, jclass native, jbyteArray group) {
  (void)native;
  size_t length;
  char *name = copy_of(env, group, &length);
  if (name == NULL) return LUAVM_MEMORY;
  luavm_status status = quota_remove(name, length);
  free(name);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("quotaSet", "([B[B[[B)I", set_quota),
    METHOD("quotaRead", "([B[B)I", read_quota),
    METHOD("quotaRemove", "([B)I", remove_quota),
};

jboolean register_quotas(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
