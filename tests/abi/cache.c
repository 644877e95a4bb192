/* The cache of the process, for hosts and for scripts. */
#include "abi.h"

#include <pthread.h>
#include <stdio.h>

#include "host.h"

#define TENANT "cache tests"
#define OF(text) (text), strlen(text)

/* What the header says that an entry costs besides its key and value. */
enum { ENTRY_COST = 192 };

static void put(const char *key, luavm_value value, uint64_t ttl_ms) {
  luavm_buffer *error = (luavm_buffer *)&value;
  assert_status(cache_put(OF(TENANT), OF(key), &value, ttl_ms, &error), LUAVM_OK);
  assert_null(error);
}

static luavm_result *get(const char *key) {
  luavm_result *result = NULL;
  luavm_status status = cache_get(OF(TENANT), OF(key), &result);
  check_result(result, status);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  return result;
}

static void expect_nil(const char *key) {
  luavm_result *result = get(key);
  assert_int_equal(result->values[0].type, LUAVM_NIL);
  release(result);
}

static luavm_cache_statistics read_stats(const char *tenant) {
  luavm_cache_statistics read;
  memset(&read, 0x55, sizeof read);
  read.struct_size = sizeof read;
  assert_status(cache_stats(OF(tenant), &read), LUAVM_OK);
  assert_int_equal(read.reserved, 0);
  return read;
}

static void clear(const char *tenant) {
  assert_status(cache_clear(OF(tenant), NULL), LUAVM_OK);
  assert_status(cache_share(OF(tenant), 0, NULL), LUAVM_OK);
}

static void what_is_put_is_got(void **state) {
  (void)state;
  luavm_value items[] = {INTEGER(1), BYTES("a\0b", 3)};
  luavm_pair pair = {TEXT("k"), BOOLEAN(1)};
  luavm_table table = {
      .item_count = 2, .items = items, .pair_count = 1, .pairs = &pair};
  expect_nil("k");
  put("k", items[1], 0);
  luavm_result *result = get("k");
  assert_bytes(result->values[0].as.bytes, "a\0b", 3);
  release(result);
  put("k", NUMBER(0.5), 0);
  result = get("k");
  assert_true(result->values[0].as.number == 0.5);
  release(result);
  put("k", TABLE(&table), 0);
  result = get("k");
  const luavm_table *got = result->values[0].as.table;
  assert_int_equal(result->values[0].type, LUAVM_TABLE);
  assert_int_equal(got->item_count, 2);
  assert_bytes(got->items[1].as.bytes, "a\0b", 3);
  assert_text(got->pairs[0].key.as.bytes, "k");
  assert_int_equal(got->pairs[0].value.as.boolean, 1);
  /* What was got lasts when the value is gone. */
  put("k", NIL, 0);
  assert_bytes(got->items[1].as.bytes, "a\0b", 3);
  release(result);
  expect_nil("k");
  clear(TENANT);
}

static void a_long_value_is_kept_compressed(void **state) {
  (void)state;
  static char long_text[1 << 20];
  memset(long_text, 'x', sizeof long_text);
  put("k", BYTES(long_text, sizeof long_text), 0);
  assert_true(read_stats(TENANT).byte_count < KIB(16));
  luavm_result *result = get("k");
  assert_bytes(result->values[0].as.bytes, long_text, sizeof long_text);
  release(result);
  assert_status(luavm_configure(CONFIG(.cache_compress_bytes = LUAVM_UNLIMITED), NULL),
                LUAVM_OK);
  put("k", BYTES(long_text, sizeof long_text), 0);
  assert_true(read_stats(TENANT).byte_count > MIB(1));
  clear(TENANT);
}

static void it_is_deleted_once(void **state) {
  (void)state;
  int32_t existed = 7;
  put("k", INTEGER(1), 0);
  assert_status(cache_delete(OF(TENANT), OF("k"), &existed, NULL), LUAVM_OK);
  assert_int_equal(existed, 1);
  assert_status(cache_delete(OF(TENANT), OF("k"), &existed, NULL), LUAVM_OK);
  assert_int_equal(existed, 0);
  assert_status(cache_delete(OF(TENANT), OF("k"), NULL, NULL), LUAVM_OK);
}

static void tenants_are_apart(void **state) {
  (void)state;
  luavm_value one = INTEGER(1);
  put("k", one, 0);
  assert_status(cache_put(OF("another"), OF("k"), &one, 0, NULL), LUAVM_OK);
  clear(TENANT);
  expect_nil("k");
  assert_int_equal(read_stats("another").entry_count, 1);
  assert_int_equal(read_stats("").entry_count, 1);
  clear("another");
  assert_int_equal(read_stats("").entry_count, 0);
}

static void every_byte_is_counted(void **state) {
  (void)state;
  enum { COUNT_OF_KEYS = 1000 };
  char key[16];
  uint64_t memory = stats().memory_bytes;
  luavm_cache_statistics before = read_stats("");
  for (int i = 0; i < COUNT_OF_KEYS; i++) {
    snprintf(key, sizeof key, "%04d", i);
    put(key, INTEGER(1), 0);
  }
  /* A version and a tag are the value. */
  uint64_t bytes = COUNT_OF_KEYS * (ENTRY_COST + 4 + 2);
  assert_int_equal(read_stats(TENANT).byte_count, bytes);
  assert_int_equal(read_stats("").byte_count, before.byte_count + bytes);
  assert_int_equal(stats().cache_held_bytes, before.byte_count + bytes);
  assert_int_equal(stats().memory_bytes, memory + bytes);
  clear(TENANT);
  assert_int_equal(stats().memory_bytes, memory);
  assert_int_equal(stats().cache_held_bytes, before.byte_count);
}

static void a_share_is_kept(void **state) {
  (void)state;
  char key[16];
  luavm_buffer *error;
  static char long_text[3000];
  assert_status(cache_share(OF(TENANT), 2000, &error), LUAVM_OK);
  assert_null(error);
  for (int i = 0; i < 100; i++) {
    snprintf(key, sizeof key, "%d", i);
    put(key, INTEGER(i), 0);
  }
  luavm_cache_statistics read = read_stats(TENANT);
  assert_int_equal(read.capacity_bytes, 2000);
  assert_int_equal(read.entry_count, 10);
  assert_int_equal(read.eviction_count, 90);
  expect_nil("89");
  release(get("90"));
  luavm_value value = BYTES(long_text, sizeof long_text);
  assert_status(cache_put(OF(TENANT), OF("large"), &value, 0, &error), LUAVM_QUOTA);
  assert_names(error->data, "the tenant's share of the cache is 2000 bytes");
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  assert_status(cache_share(OF(TENANT), 1000, NULL), LUAVM_OK);
  assert_int_equal(read_stats(TENANT).entry_count, 5);
  clear(TENANT);
}

static void a_lower_bound_takes_what_is_beyond_it(void **state) {
  (void)state;
  char key[16];
  for (int i = 0; i < 100; i++) {
    snprintf(key, sizeof key, "%d", i);
    put(key, INTEGER(i), 0);
  }
  uint64_t memory = stats().memory_bytes;
  assert_status(luavm_configure(CONFIG(.cache_bytes = 2000), NULL), LUAVM_OK);
  assert_int_equal(read_stats("").capacity_bytes, 2000);
  assert_true(stats().cache_held_bytes <= 2000);
  assert_true(stats().memory_bytes < memory - 10000);
  expect_nil("0");
  luavm_result *result = get("99");
  assert_int_equal(result->values[0].as.integer, 99);
  release(result);
  clear(TENANT);
}

static void a_full_process_makes_the_cache_give_up_its_oldest(void **state) {
  (void)state;
  static char long_text[100000];
  char key[16];
  for (size_t i = 0; i < sizeof long_text; i++) long_text[i] = (char)(i * i >> 7);
  uint64_t quota = stats().memory_bytes + MIB(1);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = quota,
                                       .cache_compress_bytes = LUAVM_UNLIMITED),
                                NULL),
                LUAVM_OK);
  for (int i = 0; i < 40; i++) {
    snprintf(key, sizeof key, "%d", i);
    put(key, BYTES(long_text, sizeof long_text), 0);
    assert_true(stats().memory_bytes <= quota);
  }
  assert_true(read_stats(TENANT).eviction_count > 20);
  expect_nil("0");
  release(get("39"));
  clear(TENANT);
}

static void scripts_share_it_with_their_host(void **state) {
  (void)state;
  const char document[] =
      "{\"version\": 1, \"cache\": {\"tenant\": \"" TENANT "\", \"share\": \"64KiB\"}}";
  luavm_policy policy = 0;
  assert_status(
      policy_new(&(luavm_policy_options){.struct_size = sizeof(luavm_policy_options),
                                         .json = document,
                                         .json_length = sizeof document - 1},
                 &policy, NULL),
      LUAVM_OK);
  luavm_vm vm = vm_make(VM_OPTIONS(.policy = policy));
  put("from host", INTEGER(42), 0);
  expect_true(vm, "return cache.get('from host') == 42");
  expect(vm, LUAVM_OK, "cache.set('from script', {1, 2})");
  luavm_result *result = get("from script");
  assert_int_equal(result->values[0].as.table->item_count, 2);
  release(result);
  assert_int_equal(read_stats(TENANT).capacity_bytes, KIB(64));
  vm_end(vm);
  assert_status(policy_free(policy), LUAVM_OK);
  vm = vm_make(NULL);
  expect_true(vm, "return cache == nil");
  vm_end(vm);
  clear(TENANT);
}

static void what_is_no_value_or_no_key_is_argument(void **state) {
  (void)state;
  static char long_key[2000];
  luavm_value one = INTEGER(1), wrong = {.type = 99};
  luavm_table itself = {.item_count = 1};
  luavm_value cycle = TABLE(&itself);
  itself.items = &cycle;
  luavm_buffer *error;
  memset(long_key, 'k', sizeof long_key);
  const luavm_value *values[] = {NULL, &wrong, &cycle};
  for (size_t i = 0; i < COUNT(values); i++) {
    assert_status(cache_put(OF(TENANT), OF("k"), values[i], 0, &error), LUAVM_ARGUMENT);
    assert_true(error->length > 0);
    assert_status(luavm_buffer_free(error), LUAVM_OK);
  }
  assert_status(cache_put(OF(TENANT), long_key, 1025, &one, 0, NULL), LUAVM_ARGUMENT);
  assert_status(cache_put(OF(TENANT), "", 0, &one, 0, NULL), LUAVM_ARGUMENT);
  assert_status(cache_put("", 0, OF("k"), &one, 0, NULL), LUAVM_ARGUMENT);
  assert_status(cache_put(long_key, 257, OF("k"), &one, 0, NULL), LUAVM_ARGUMENT);
  luavm_result *result = NULL;
  assert_status(cache_get(OF(TENANT), NULL, 3, &result), LUAVM_ARGUMENT);
  check_result(result, LUAVM_ARGUMENT);
  release(result);
  assert_status(cache_get(OF(TENANT), OF("k"), NULL), LUAVM_ARGUMENT);
  assert_status(cache_put(long_key, 256, long_key, 1024, &one, 0, NULL), LUAVM_OK);
  assert_status(cache_clear(long_key, 256, NULL), LUAVM_OK);
  expect_nil("k");
}

static void *use_it(void *failed) {
  luavm_value one = INTEGER(1);
  char key[16];
  for (int i = 0; i < 4000; i++) {
    luavm_result *result = NULL;
    int key_length = snprintf(key, sizeof key, "%02d", i * 7 % 50);
    luavm_status status = LUAVM_OK;
    if (i % 3 == 0)
      status =
          cache_put(OF(TENANT), key, (size_t)key_length, &one, i % 5 ? 0 : 1, NULL);
    else if (i % 11 == 0)
      status = cache_delete(OF(TENANT), key, (size_t)key_length, NULL, NULL);
    else
      status = cache_get(OF(TENANT), key, (size_t)key_length, &result);
    if (status != LUAVM_OK || vm_result_free(result) != LUAVM_OK) *(int *)failed = 1;
  }
  return NULL;
}

static void threads_leave_the_books_right(void **state) {
  (void)state;
  enum { THREADS = 8 };
  pthread_t threads[THREADS];
  int failed[THREADS] = {0};
  uint64_t others = stats().memory_bytes - stats().cache_held_bytes;
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, use_it, &failed[i]), 0);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < THREADS; i++) assert_int_equal(failed[i], 0);
  luavm_cache_statistics read = read_stats(TENANT);
  assert_true(read.entry_count > 0 && read.entry_count <= 50);
  assert_int_equal(read.byte_count, read.entry_count * (ENTRY_COST + 2 + 2));
  clear(TENANT);
  assert_int_equal(stats().memory_bytes - stats().cache_held_bytes, others);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_is_put_is_got),
      TEST(a_long_value_is_kept_compressed),
      TEST(it_is_deleted_once),
      TEST(tenants_are_apart),
      TEST(every_byte_is_counted),
      TEST(a_share_is_kept),
      TEST(a_lower_bound_takes_what_is_beyond_it),
      TEST(a_full_process_makes_the_cache_give_up_its_oldest),
      TEST(scripts_share_it_with_their_host),
      TEST(what_is_no_value_or_no_key_is_argument),
      TEST(threads_leave_the_books_right),
  };
  return RUN("cache", tests);
}
