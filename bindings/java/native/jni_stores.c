#include <stdlib.h>

#include "jni_nouns.h"
#include "result.h"

static jint open_store(JNIEnv *env, jclass native, jbyteArray from, jbyteArray url,
                       jbyteArray table, jbyteArray group, jlongArray to,
                       jobjectArray message) {
  (void)native;
  luavm_store_options options;
  struct_from_java(env, from, &options, sizeof options);
  luavm_store made = 0;
  luavm_buffer *error = NULL;
  luavm_status status = LUAVM_MEMORY;
  char *place = NULL, *name = NULL, *payer = NULL;
  if ((place = copy_of(env, url, &options.url_length)) != NULL &&
      (name = copy_of(env, table, &options.table_length)) != NULL &&
      (payer = copy_of(env, group, &options.group_length)) != NULL) {
    options.url = place;
    options.table = name;
    options.group = payer;
    status = store_open(&options, &made, &error);
    const jlong number = (jlong)made;
    (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
    hand_over_error(env, error, message);
  }
  free(place);
  free(name);
  free(payer);
  return status;
}

static jbyteArray get(JNIEnv *env, jclass native, jlong store, jbyteArray message) {
  (void)native;
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return NULL;
  luavm_result *result;
  luavm_status status = store_get((luavm_store)store, values.values, &result);
  free(room);
  return result_to_java(env, 0, status, result);
}

/* A key and its value, in turn. */
static jint put(JNIEnv *env, jclass native, jlong store, jbyteArray message, jlong ttl,
                jobjectArray said) {
  (void)native;
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return LUAVM_MEMORY;
  size_t count = values.value_count / 2;
  luavm_store_entry *entries = malloc((count + 1) * sizeof *entries);
  luavm_status status = LUAVM_MEMORY;
  if (entries == NULL) {
    throw_out_of_memory(env, "no native memory for entries of a store");
  } else {
    for (size_t i = 0; i < count; i++)
      entries[i] = (luavm_store_entry){values.values[2 * i], values.values[2 * i + 1],
                                       (uint64_t)ttl};
    luavm_buffer *error;
    status = store_put((luavm_store)store, entries, count, &error);
    hand_over_error(env, error, said);
  }
  free(entries);
  free(room);
  return status;
}

static jint delete_key(JNIEnv *env, jclass native, jlong store, jbyteArray message,
                       jlongArray to, jobjectArray said) {
  (void)native;
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return LUAVM_MEMORY;
  int32_t existed;
  luavm_buffer *error;
  luavm_status status =
      store_delete((luavm_store)store, values.values, &existed, &error);
  free(room);
  const jlong number = existed;
  (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
  hand_over_error(env, error, said);
  return status;
}

/* after: a value, or none. */
static jbyteArray list(JNIEnv *env, jclass native, jlong store, jbyteArray after,
                       jint count) {
  (void)native;
  values_in values;
  void *room = values_from_java(env, after, &values);
  if (room == NULL) return NULL;
  luavm_result *result;
  luavm_status status =
      store_list((luavm_store)store, values.value_count == 0 ? NULL : values.values,
                 (size_t)count, &result);
  free(room);
  return result_to_java(env, 0, status, result);
}

/* The document comes as messages do. */
static jint export(JNIEnv *env, jclass native, jlong store, jobjectArray to,
                   jobjectArray said) {
  (void)native;
  luavm_buffer *document, *error;
  luavm_status status = store_export((luavm_store)store, &document, &error);
  hand_over_error(env, document, to);
  hand_over_error(env, error, said);
  return status;
}

static jint import(JNIEnv *env, jclass native, jlong store, jbyteArray document,
                   jlongArray to, jobjectArray said) {
  (void)native;
  size_t length;
  char *text = copy_of(env, document, &length);
  if (text == NULL) return LUAVM_MEMORY;
  uint64_t count;
  luavm_buffer *error;
  luavm_status status = store_import((luavm_store)store, text, length, &count, &error);
  free(text);
  const jlong number = (jlong)count;
  (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
  hand_over_error(env, error, said);
  return status;
}

static jint statistics(JNIEnv *env, jclass native, jlong store, jbyteArray to,
                       jobjectArray said) {
  (void)native;
  luavm_store_statistics read = {.struct_size = sizeof read};
  luavm_buffer *error;
  luavm_status status = store_stats((luavm_store)store, &read, &error);
  struct_to_java(env, &read, sizeof read, to);
  hand_over_error(env, error, said);
  return status;
}

static jint free_store(JNIEnv *env, jclass native, jlong store) {
  (void)env, (void)native;
  return store_free((luavm_store)store);
}

static jint give(JNIEnv *env, jclass native, jlong policy, jbyteArray name, jlong store,
                 jobjectArray said) {
  (void)native;
  size_t length;
  char *called = copy_of(env, name, &length);
  if (called == NULL) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status =
      policy_store((luavm_policy)policy, called, length, (luavm_store)store, &error);
  free(called);
  hand_over_error(env, error, said);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("storeOpen", "([B[B[B[B[J[[B)I", open_store),
    METHOD("storeGet", "(J[B)[B", get),
    METHOD("storePut", "(J[BJ[[B)I", put),
    METHOD("storeDelete", "(J[B[J[[B)I", delete_key),
    METHOD("storeList", "(J[BI)[B", list),
    METHOD("storeExport", "(J[[B[[B)I", export),
    METHOD("storeImport", "(J[B[J[[B)I", import),
    METHOD("storeStatistics", "(J[B[[B)I", statistics),
    METHOD("storeFree", "(J)I", free_store),
    METHOD("policyStore", "(J[BJ[[B)I", give),
};

jboolean register_stores(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
