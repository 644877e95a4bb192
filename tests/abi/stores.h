/* What the tests of stores share. */
#ifndef STORES_H
#define STORES_H

#include "abi.h"
#include "store_host.h"

#define OPTIONS(...) \
  (&(luavm_store_options){.struct_size = sizeof(luavm_store_options), __VA_ARGS__})
#define MEMORY .url = "memory:", .url_length = 7
#define TEXT(s)                                       \
  {                                                   \
    .type = LUAVM_BYTES, .as.bytes = &(luavm_bytes) { \
      (s), sizeof(s) - 1                              \
    }                                                 \
  }
#define INTEGER(n) \
  { .type = LUAVM_INTEGER, .as.integer = (n) }
#define PUT(store, ...)                          \
  put(store, (luavm_store_entry[]){__VA_ARGS__}, \
      sizeof((luavm_store_entry[]){__VA_ARGS__}) / sizeof(luavm_store_entry))

static inline luavm_store store_make(const luavm_store_options *options) {
  luavm_store store;
  luavm_buffer *error;
  luavm_status status = store_open(options, &store, &error);
  if (status != LUAVM_OK) fail_msg("%s", error->data);
  assert_null(error);
  assert_true(store != 0);
  return store;
}

static inline luavm_status put(luavm_store store, const luavm_store_entry *entries,
                               size_t count) {
  return store_put(store, entries, count, NULL);
}

static inline void store_end(luavm_store store) {
  assert_status(store_free(store), LUAVM_OK);
  assert_status(store_free(store), LUAVM_HANDLE);
}

static inline luavm_result *get(luavm_store store, const luavm_value *key) {
  luavm_result *result;
  luavm_status status = store_get(store, key, &result);
  check_result(result, status);
  assert_status(status, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  return result;
}

static inline void expect_text(luavm_store store, const char *key, const char *text) {
  luavm_value name = {.type = LUAVM_BYTES,
                      .as.bytes = &(luavm_bytes){key, strlen(key)}};
  luavm_result *result = get(store, &name);
  if (text == NULL)
    assert_int_equal(result->values[0].type, LUAVM_NIL);
  else
    assert_text(result->values[0].as.bytes, text);
  release(result);
}

static inline luavm_store_statistics size_of(luavm_store store) {
  luavm_store_statistics statistics = {.struct_size = sizeof statistics};
  assert_status(store_stats(store, &statistics, NULL), LUAVM_OK);
  return statistics;
}

static inline luavm_policy policy_of(const char *json) {
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = json, .json_length = strlen(json)};
  luavm_policy policy;
  assert_status(policy_new(&options, &policy, NULL), LUAVM_OK);
  return policy;
}

static inline void give(luavm_policy policy, const char *name, luavm_store store) {
  luavm_buffer *error;
  assert_status(policy_store(policy, name, strlen(name), store, &error), LUAVM_OK);
  assert_null(error);
}

#endif
