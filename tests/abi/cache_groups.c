/* The cache and quota groups: who pays, who goes first, and what is left. */
#include "abi.h"

#include <stdio.h>

#include "host.h"

#define OF(text) (text), strlen(text)
#define TENANT "web"
#define POLICY                                                                    \
  "{\"version\": 1, \"limits\": {\"memory\": \"64MiB\"}, \"cache\": {\"tenant\":" \
  " \"" TENANT "\"}, \"group\": {\"name\": \"shop/web\", \"memory\": \"8MiB\"}}"

static luavm_quota_usage usage_of(const char *group) {
  luavm_quota_usage usage = {.struct_size = sizeof usage};
  assert_status(quota_read(OF(group), &usage), LUAVM_OK);
  return usage;
}

static luavm_cache_statistics counts(void) {
  luavm_cache_statistics read = {.struct_size = sizeof read};
  assert_status(cache_stats(OF(TENANT), &read), LUAVM_OK);
  return read;
}

/* A VM whose scripts have the cache, in a group of 8 MiB. Nothing is compressed. */
static luavm_vm open_shop(void) {
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = POLICY, .json_length = sizeof POLICY - 1};
  luavm_policy policy = 0;
  assert_status(luavm_configure(CONFIG(.cache_compress_bytes = LUAVM_UNLIMITED), NULL),
                LUAVM_OK);
  assert_status(policy_new(&options, &policy, NULL), LUAVM_OK);
  luavm_vm vm = vm_make(VM_OPTIONS(.policy = policy));
  assert_status(policy_free(policy), LUAVM_OK);
  return vm;
}

static void close_shop(luavm_vm vm) {
  vm_end(vm);
  assert_status(cache_clear(OF(TENANT), NULL), LUAVM_OK);
  assert_int_equal(usage_of("shop").memory_bytes, 0);
  assert_status(quota_remove(OF("shop/web")), LUAVM_OK);
  assert_status(quota_remove(OF("shop")), LUAVM_OK);
}

/* 20 values of 100 KB. */
#define FILL "for i = 1, 20 do cache.set('k' .. i, ('x'):rep(100000)) end "

static void what_scripts_put_is_charged_to_their_group(void **state) {
  (void)state;
  luavm_vm vm = open_shop();
  uint64_t before = usage_of("shop").memory_bytes;
  expect(vm, LUAVM_OK, "cache.set('k', ('x'):rep(1000000))");
  assert_true(usage_of("shop/web").memory_bytes >= before + counts().byte_count);
  vm_end(vm);
  assert_int_equal(usage_of("shop/web").memory_bytes, counts().byte_count);
  assert_int_equal(usage_of("shop").memory_bytes, counts().byte_count);
  luavm_value one = INTEGER(1);
  assert_status(cache_put(OF(TENANT), OF("host"), &one, 0, NULL), LUAVM_OK);
  assert_int_equal(counts().entry_count, 2);
  assert_int_equal(usage_of("shop").memory_bytes, counts().byte_count);
  close_shop(open_shop());
}

static void a_full_group_makes_its_cache_give_up_the_oldest(void **state) {
  (void)state;
  luavm_vm vm = open_shop();
  expect(vm, LUAVM_OK,
         "for i = 1, 200 do cache.set('k' .. i, ('x'):rep(100000)) end "
         "assert(cache.get('k200') and not cache.get('k1'))");
  assert_true(counts().eviction_count > 100);
  assert_true(usage_of("shop/web").memory_peak_bytes <= MIB(8));
  static char text[9 << 20];
  luavm_value value = BYTES(text, sizeof text);
  luavm_buffer *error = NULL;
  uint64_t entries = counts().entry_count;
  assert_status(cache_put(OF(TENANT), OF("k"), &value, 0, &error), LUAVM_QUOTA);
  assert_names(error->data, "group 'shop/web' has no room");
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  assert_int_equal(counts().entry_count, entries);
  close_shop(vm);
}

static void memory_of_a_vm_goes_before_what_the_cache_keeps(void **state) {
  (void)state;
  luavm_vm vm = open_shop();
  luavm_vm other = vm_make(VM_OPTIONS(.group = "shop/web", .group_length = 8));
  expect(vm, LUAVM_OK, FILL "assert(cache.stats().entries == 20)");
  expect_true(other,
              "local t = {} for i = 1, 63 do t[i] = ('x'):rep(100000 + i) end "
              "return #t == 63");
  assert_true(counts().entry_count < 20);
  assert_true(counts().eviction_count > 0);
  assert_true(usage_of("shop/web").memory_peak_bytes <= MIB(8));
  luavm_result *result = eval(
      other, "local t = {} for i = 1, 99 do t[i] = ('x'):rep(100000 + i) end", NULL);
  assert_result(result, LUAVM_QUOTA);
  assert_result_names(result, "'shop/web'");
  release(result);
  assert_int_equal(counts().entry_count, 0);
  vm_end(other);
  close_shop(vm);
}

static void a_vm_is_made_and_garbage_collected_before_the_cache_gives_way(
    void **state) {
  (void)state;
  luavm_vm vm = open_shop();
  expect(vm, LUAVM_OK, FILL);
  expect(vm, LUAVM_OK,
         "local live = {} for i = 1, 30 do live[i] = ('x'):rep(100000 + i) end "
         "for i = 1, 500 do local s = ('y'):rep(50000 + i) end");
  assert_int_equal(counts().entry_count, 20);
  luavm_quota quota = {.struct_size = sizeof quota,
                       .memory_bytes = usage_of("shop/web").memory_bytes};
  assert_status(quota_set(OF("shop/web"), &quota, NULL), LUAVM_OK);
  vm_end(vm_make(VM_OPTIONS(.group = "shop/web", .group_length = 8)));
  assert_true(counts().entry_count < 20 && counts().entry_count > 5);
  close_shop(vm);
}

static void a_full_process_takes_from_the_cache_for_all_that_hosts_hold(void **state) {
  (void)state;
  enum { ENTRIES = 40 };
  static char text[100000];
  char key[16];
  luavm_value value = BYTES(text, sizeof text);
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(64)));
  luavm_config *config = CONFIG(.memory_quota_bytes = stats().memory_bytes + MIB(5),
                                .cache_compress_bytes = LUAVM_UNLIMITED);
  assert_status(luavm_configure(config, NULL), LUAVM_OK);
  for (int i = 0; i < ENTRIES; i++) {
    int length = snprintf(key, sizeof key, "%d", i);
    assert_status(cache_put(OF(TENANT), key, (size_t)length, &value, 0, NULL),
                  LUAVM_OK);
  }
  assert_int_equal(counts().entry_count, ENTRIES);
  expect_true(vm, "return #('x'):rep(2 << 20) == 2 << 20");
  assert_true(counts().entry_count < ENTRIES);
  vm_end(vm);
  luavm_store_options options = {
      .struct_size = sizeof options, .url = "memory:", .url_length = 7};
  luavm_store store = 0;
  assert_status(store_open(&options, &store, NULL), LUAVM_OK);
  for (int64_t i = 0; i < 45; i++) {
    luavm_store_entry entry = {.key = INTEGER(i), .value = value};
    assert_status(store_put(store, &entry, 1, NULL), LUAVM_OK);
    assert_true(stats().memory_bytes <= config->memory_quota_bytes);
  }
  assert_true(counts().entry_count < 10);
  assert_status(store_free(store), LUAVM_OK);
  assert_status(cache_clear(OF(TENANT), NULL), LUAVM_OK);
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
}

static void a_group_that_is_removed_takes_its_values_with_it(void **state) {
  (void)state;
  luavm_vm vm = open_shop();
  expect(vm, LUAVM_OK, FILL);
  assert_status(quota_remove(OF("shop/web")), LUAVM_BUSY);
  assert_int_equal(counts().entry_count, 20);
  vm_end(vm);
  assert_int_equal(counts().entry_count, 20);
  assert_status(quota_remove(OF("shop")), LUAVM_BUSY);
  assert_status(quota_remove(OF("shop/web")), LUAVM_OK);
  assert_int_equal(counts().entry_count, 0);
  assert_int_equal(stats().cache_held_bytes, 0);
  luavm_value one = INTEGER(1);
  assert_status(cache_put(OF(TENANT), OF("host"), &one, 0, NULL), LUAVM_OK);
  assert_int_equal(usage_of("shop").memory_bytes, 0);
  close_shop(open_shop());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_scripts_put_is_charged_to_their_group),
      TEST(a_full_group_makes_its_cache_give_up_the_oldest),
      TEST(memory_of_a_vm_goes_before_what_the_cache_keeps),
      TEST(a_vm_is_made_and_garbage_collected_before_the_cache_gives_way),
      TEST(a_full_process_takes_from_the_cache_for_all_that_hosts_hold),
      TEST(a_group_that_is_removed_takes_its_values_with_it),
  };
  return RUN("cache_groups", tests);
}
