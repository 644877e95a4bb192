#include <stdlib.h>

#include "jni_nouns.h"
#include "result.h"

/* Copies of a tenant's name and a key: one block, to be freed. */
typedef struct names {
  char *tenant;
  size_t tenant_length;
  char *key;
  size_t key_length;
} names;

/* Returns 0 with an exception pending; end the names with free_names in any case. */
static int names_from_java(JNIEnv *env, jbyteArray tenant, jbyteArray key, names *to) {
  *to = (names){0};
  return (to->tenant = copy_of(env, tenant, &to->tenant_length)) != NULL &&
         (to->key = copy_of(env, key, &to->key_length)) != NULL;
}

static void free_names(names *all) {
  free(all->tenant);
  free(all->key);
}

static jbyteArray get(JNIEnv *env, jclass native, jbyteArray tenant, jbyteArray key) {
  (void)native;
  names all;
  luavm_result *result = NULL;
  luavm_status status = LUAVM_MEMORY;
  int read = names_from_java(env, tenant, key, &all);
  if (read)
    status = cache_get(all.tenant, all.tenant_length, all.key, all.key_length, &result);
  free_names(&all);
  return read ? result_to_java(env, 0, status, result) : NULL;
}

static jint put(JNIEnv *env, jclass native, jbyteArray tenant, jbyteArray key,
                jbyteArray value, jlong ttl, jobjectArray said) {
  (void)native;
  names all;
  values_in values;
  void *room = NULL;
  luavm_buffer *error = NULL;
  luavm_status status = LUAVM_MEMORY;
  if (names_from_java(env, tenant, key, &all) &&
      (room = values_from_java(env, value, &values)) != NULL) {
    status = cache_put(all.tenant, all.tenant_length, all.key, all.key_length,
                       values.values, (uint64_t)ttl, &error);
    hand_over_error(env, error, said);
  }
  free(room);
  free_names(&all);
  return status;
}

static jint delete_key(JNIEnv *env, jclass native, jbyteArray tenant, jbyteArray key,
                       jlongArray to, jobjectArray said) {
  (void)native;
  names all;
  luavm_status status = LUAVM_MEMORY;
  if (names_from_java(env, tenant, key, &all)) {
    int32_t existed;
    luavm_buffer *error;
    status = cache_delete(all.tenant, all.tenant_length, all.key, all.key_length,
                          &existed, &error);
    const jlong number = existed;
    (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
    hand_over_error(env, error, said);
  }
  free_names(&all);
  return status;
}

static jint clear(JNIEnv *env, jclass native, jbyteArray tenant, jobjectArray said) {
  (void)native;
  size_t length;
  char *name = copy_of(env, tenant, &length);
  if (name == NULL) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status = cache_clear(name, length, &error);
  free(name);
  hand_over_error(env, error, said);
  return status;
}

static jint share(JNIEnv *env, jclass native, jbyteArray tenant, jlong bytes,
                  jobjectArray said) {
  (void)native;
  size_t length;
  char *name = copy_of(env, tenant, &length);
  if (name == NULL) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status = cache_share(name, length, (uint64_t)bytes, &error);
  free(name);
  hand_over_error(env, error, said);
  return status;
}

static jint statistics(JNIEnv *env, jclass native, jbyteArray tenant, jbyteArray to) {
  (void)native;
  size_t length;
  char *name = copy_of(env, tenant, &length);
  if (name == NULL) return LUAVM_MEMORY;
  luavm_cache_statistics read = {.struct_size = sizeof read};
  luavm_status status = cache_stats(name, length, &read);
  free(name);
  struct_to_java(env, &read, sizeof read, to);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("cacheGet", "([B[B)[B", get),
    METHOD("cachePut", "([B[B[BJ[[B)I", put),
    METHOD("cacheDelete", "([B[B[J[[B)I", delete_key),
    METHOD("cacheClear", "([B[[B)I", clear),
    METHOD("cacheShare", "([BJ[[B)I", share),
    METHOD("cacheStatistics", "([B[B)I", statistics),
};

jboolean register_cache(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
