/* A store that a host keeps: an array of entries in the order of their keys. */
#ifndef STORE_HOST_H
#define STORE_HOST_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "luavm.h"

enum { HOST_ENTRIES = 64, HOST_BYTES = 256 };

typedef struct host_entry {
  unsigned char key[HOST_BYTES], value[HOST_BYTES];
  size_t key_length, value_length;
  uint64_t expires_ms;
} host_entry;

typedef struct host_store {
  host_entry entries[HOST_ENTRIES];
  int count, released;
  luavm_status fails; /* what "set" answers */
  luavm_store calls;  /* asked by "get" */
  luavm_status answered;
} host_store;

static inline int host_order(const host_entry *e, const luavm_bytes *key) {
  size_t shorter = e->key_length < key->length ? e->key_length : key->length;
  int order = shorter == 0 ? 0 : memcmp(e->key, key->data, shorter);
  if (order != 0) return order;
  return e->key_length < key->length ? -1 : e->key_length > key->length;
}

/* The first entry that is not before a key. */
static inline int host_find(const host_store *host, const luavm_bytes *key) {
  int i = 0;
  while (i < host->count && host_order(&host->entries[i], key) < 0) i++;
  return i;
}

static inline luavm_status host_get(void *user, const luavm_bytes *key,
                                    luavm_store_answer *answer) {
  host_store *host = user;
  if (host->calls != 0) {
    luavm_value name = {.type = LUAVM_INTEGER, .as.integer = 1};
    luavm_result *result;
    host->answered = store_get(host->calls, &name, &result);
    vm_result_free(result);
  }
  int i = host_find(host, key);
  if (i == host->count || host_order(&host->entries[i], key) != 0) return LUAVM_OK;
  host_entry *e = &host->entries[i];
  answer->found = 1;
  answer->value = (luavm_bytes){(const char *)e->value, e->value_length};
  answer->expires_ms = e->expires_ms;
  return LUAVM_OK;
}

static inline luavm_status host_set(void *user, const luavm_bytes *key,
                                    const luavm_bytes *value, uint64_t expires_ms,
                                    luavm_store_answer *answer) {
  host_store *host = user;
  static const char no[] = "the host says no";
  if (host->fails != LUAVM_OK) {
    answer->message = (luavm_bytes){no, sizeof no - 1};
    return host->fails;
  }
  if (host->count == HOST_ENTRIES || key->length > HOST_BYTES ||
      value->length > HOST_BYTES)
    return LUAVM_QUOTA;
  int i = host_find(host, key);
  host_entry *e = &host->entries[i];
  if (i == host->count || host_order(e, key) != 0)
    memmove(e + 1, e, (size_t)(host->count++ - i) * sizeof *e);
  memcpy(e->key, key->data, e->key_length = key->length);
  memcpy(e->value, value->data, e->value_length = value->length);
  e->expires_ms = expires_ms;
  return LUAVM_OK;
}

static inline luavm_status host_remove(void *user, const luavm_bytes *key,
                                       luavm_store_answer *answer) {
  host_store *host = user;
  (void)answer;
  int i = host_find(host, key);
  host_entry *e = &host->entries[i];
  if (i < host->count && host_order(e, key) == 0)
    memmove(e, e + 1, (size_t)(--host->count - i) * sizeof *e);
  return LUAVM_OK;
}

static inline luavm_status host_size(void *user, luavm_store_answer *answer) {
  host_store *host = user;
  answer->key_count = (uint64_t)host->count;
  for (int i = 0; i < host->count; i++)
    answer->byte_count += host->entries[i].key_length + host->entries[i].value_length;
  return LUAVM_OK;
}

static inline luavm_status host_next(void *user, const luavm_bytes *after,
                                     luavm_store_answer *answer) {
  host_store *host = user;
  int i = host_find(host, after);
  if (i < host->count && host_order(&host->entries[i], after) == 0) i++;
  if (i == host->count) return LUAVM_OK;
  answer->found = 1;
  answer->key =
      (luavm_bytes){(const char *)host->entries[i].key, host->entries[i].key_length};
  return LUAVM_OK;
}

static inline void host_release(void *user) {
  ((host_store *)user)->released++;
}

static inline luavm_store_backend host_backend(host_store *host) {
  return (luavm_store_backend){.struct_size = sizeof(luavm_store_backend),
                               .user = host,
                               .get = host_get,
                               .set = host_set,
                               .remove = host_remove,
                               .size = host_size,
                               .next = host_next,
                               .release = host_release};
}

#endif
