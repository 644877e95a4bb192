/* Stores as a host uses them: values in and out, documents, who is charged. */
#include "stores.h"

/* ------------------------------------------------------------ values and keys */

static void values_come_out_as_they_went_in(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY));
  luavm_value items[] = {INTEGER(7), TEXT("seven")};
  luavm_pair pairs[] = {{TEXT("k"), {.type = LUAVM_NUMBER, .as.number = 0.5}}};
  luavm_table table = {0, 2, items, 1, pairs};
  luavm_value key = {.type = LUAVM_BOOLEAN, .as.boolean = 1};
  assert_status(PUT(store, {key, {.type = LUAVM_TABLE, .as.table = &table}, 0}),
                LUAVM_OK);
  luavm_result *result = get(store, &key);
  const luavm_table *got = result->values[0].as.table;
  assert_int_equal(result->values[0].type, LUAVM_TABLE);
  assert_int_equal(got->item_count, 2);
  assert_int_equal(got->items[0].as.integer, 7);
  assert_text(got->items[1].as.bytes, "seven");
  assert_int_equal(got->pair_count, 1);
  assert_text(got->pairs[0].key.as.bytes, "k");
  assert_true(got->pairs[0].value.as.number == 0.5);
  release(result);
  store_end(store);
}

static void a_float_and_an_integer_of_one_value_are_one_key(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY));
  luavm_value whole = INTEGER(1), real = {.type = LUAVM_NUMBER, .as.number = 1.0};
  assert_status(PUT(store, {real, TEXT("one"), 0}), LUAVM_OK);
  luavm_result *result = get(store, &whole);
  assert_text(result->values[0].as.bytes, "one");
  release(result);
  int32_t existed;
  assert_status(store_delete(store, &whole, &existed, NULL), LUAVM_OK);
  assert_int_equal(existed, 1);
  assert_status(store_delete(store, &real, &existed, NULL), LUAVM_OK);
  assert_int_equal(existed, 0);
  store_end(store);
}

static void a_put_is_all_or_nothing_and_in_order(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY, .key_cap = 2));
  assert_status(PUT(store, {TEXT("a"), TEXT("1"), 0}), LUAVM_OK);
  assert_status(PUT(store, {TEXT("a"), TEXT("2"), 0}, {TEXT("b"), TEXT("3"), 0},
                    {TEXT("c"), TEXT("4"), 0}),
                LUAVM_QUOTA);
  expect_text(store, "a", "1");
  expect_text(store, "b", NULL);
  assert_status(PUT(store, {TEXT("b"), TEXT("2"), 0},
                    {TEXT("a"), {.type = LUAVM_NIL}, 0}, {TEXT("b"), TEXT("3"), 0}),
                LUAVM_OK);
  expect_text(store, "a", NULL);
  expect_text(store, "b", "3");
  assert_status(put(store, NULL, 0), LUAVM_OK);
  store_end(store);
}

static void what_cannot_be_stored_is_refused_with_the_reason(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY, .value_bytes = 8));
  luavm_buffer *error;
  const struct {
    luavm_store_entry entry;
    luavm_status status;
    const char *names;
  } cases[] = {
      {{TEXT("k"), {.type = LUAVM_FUNCTION}, 0}, LUAVM_ARGUMENT, "function"},
      {{TEXT("k"), TEXT("123456789"), 0}, LUAVM_QUOTA, "value_bytes"},
      {{{.type = LUAVM_NIL}, INTEGER(1), 0}, LUAVM_ARGUMENT, "key"},
      {{{.type = LUAVM_NUMBER, .as.number = 0.0 / 0.0}, INTEGER(1), 0},
       LUAVM_ARGUMENT,
       "NaN"},
      {{{.type = LUAVM_BYTES}, INTEGER(1), 0}, LUAVM_ARGUMENT, "NULL"},
      {{TEXT("k"), {.type = LUAVM_TABLE}, 0}, LUAVM_ARGUMENT, "NULL"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_status(store_put(store, &cases[i].entry, 1, &error), cases[i].status);
    assert_names(error->data, cases[i].names);
    luavm_buffer_free(error);
  }
  assert_int_equal(size_of(store).key_count, 0);
  store_end(store);
}

static void a_list_goes_on_behind_a_key(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY));
  for (int i = 0; i < 25; i++) {
    luavm_store_entry entry = {INTEGER(i), INTEGER(i * i), 0};
    assert_status(put(store, &entry, 1), LUAVM_OK);
  }
  luavm_value after = {.type = LUAVM_NIL};
  int64_t next = 0;
  for (size_t got = 10; got > 0;) {
    luavm_result *result;
    assert_status(store_list(store, next == 0 ? NULL : &after, 10, &result), LUAVM_OK);
    check_result(result, LUAVM_OK);
    const luavm_table *list = result->values[0].as.table;
    got = list->item_count;
    assert_true(got == 10 || got == 5 || got == 0);
    for (size_t i = 0; i < got; i++, next++) {
      const luavm_table *entry = list->items[i].as.table;
      assert_int_equal(entry->item_count, 2);
      assert_int_equal(entry->items[0].as.integer, next);
      assert_int_equal(entry->items[1].as.integer, next * next);
      after = entry->items[0];
    }
    release(result);
  }
  assert_int_equal(next, 25);
  luavm_result *result;
  assert_status(store_list(store, NULL, 0, &result), LUAVM_ARGUMENT);
  release(result);
  assert_status(store_list(store, NULL, 100001, &result), LUAVM_ARGUMENT);
  release(result);
  store_end(store);
}

static void caps_and_sizes_are_told(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY, .byte_cap = LUAVM_UNLIMITED));
  assert_status(PUT(store, {TEXT("key"), TEXT("value"), 0}), LUAVM_OK);
  luavm_store_statistics statistics = size_of(store);
  assert_int_equal(statistics.key_count, 1);
  assert_int_equal(statistics.byte_count, 1 + 3 + 2 + 5);
  assert_int_equal(statistics.key_cap, 1000000);
  assert_true(statistics.byte_cap == LUAVM_UNLIMITED);
  store_end(store);
}

/* ------------------------------------------------------------------ documents */

static void a_document_brings_a_store_over(void **state) {
  (void)state;
  luavm_store one = store_make(OPTIONS(MEMORY)), other = store_make(OPTIONS(MEMORY));
  assert_status(PUT(one, {TEXT("a\xff"), TEXT("1"), 0}, {INTEGER(2), TEXT("2"), 60000}),
                LUAVM_OK);
  luavm_buffer *document, *error;
  assert_status(store_export(one, &document, &error), LUAVM_OK);
  assert_null(error);
  uint64_t count;
  assert_status(
      store_import(other, document->data, document->length - 3, &count, &error),
      LUAVM_SYNTAX);
  assert_names(error->data, "line 4");
  luavm_buffer_free(error);
  assert_int_equal(count, 0);
  assert_int_equal(size_of(other).key_count, 0);
  assert_status(store_import(other, document->data, document->length, &count, &error),
                LUAVM_OK);
  assert_int_equal(count, 2);
  expect_text(other, "a\xff", "1");
  luavm_buffer *again;
  assert_status(store_export(other, &again, NULL), LUAVM_OK);
  assert_int_equal(again->length, document->length);
  assert_memory_equal(again->data, document->data, again->length);
  luavm_buffer_free(again);
  luavm_buffer_free(document);
  store_end(one);
  store_end(other);
}

/* ----------------------------------------------------------------- ownership */

static void a_store_is_charged_to_its_group(void **state) {
  (void)state;
  luavm_quota quota = {.struct_size = sizeof quota, .memory_bytes = KIB(64)};
  luavm_quota_usage usage = {.struct_size = sizeof usage};
  assert_status(quota_set("shop", 4, &quota, NULL), LUAVM_OK);
  luavm_store store = store_make(OPTIONS(MEMORY, .group = "shop", .group_length = 4));
  char *large = calloc(1, KIB(40));
  luavm_bytes bytes = {large, KIB(40)};
  luavm_store_entry entry = {TEXT("a"), {.type = LUAVM_BYTES, .as.bytes = &bytes}, 0};
  luavm_buffer *error;
  assert_status(store_put(store, &entry, 1, &error), LUAVM_QUOTA);
  assert_names(error->data, "'shop'"); /* while it is written it is there twice */
  luavm_buffer_free(error);
  bytes.length = KIB(20);
  assert_status(put(store, &entry, 1), LUAVM_OK);
  assert_status(quota_read("shop", 4, &usage), LUAVM_OK);
  assert_in_range(usage.memory_bytes, KIB(20), KIB(22));
  assert_status(quota_remove("shop", 4), LUAVM_BUSY);
  store_end(store);
  assert_status(quota_read("shop", 4, &usage), LUAVM_OK);
  assert_int_equal(usage.memory_bytes, 0);
  assert_status(quota_remove("shop", 4), LUAVM_OK);
  free(large);
}

static void a_store_that_a_policy_names_is_charged_to_the_policys_group(void **state) {
  (void)state;
  luavm_quota_usage usage = {.struct_size = sizeof usage};
  luavm_policy policy = policy_of(
      "{\"version\": 1, \"group\": {\"name\": \"tenant\", \"memory\": \"4MiB\"},"
      " \"stores\": {\"s\": {\"url\": \"memory:\"}}}");
  luavm_vm vm = vm_make(VM_OPTIONS(.policy = policy));
  expect_true(vm, "store.open('s').a = ('x'):rep(100000) return true");
  expect_true(vm,
              "local s = store.open('s')\n"
              "local ok, why = pcall(function()\n"
              "  for i = 1, 99 do s[i] = ('x'):rep(50000) end\n"
              "end)\n"
              "return not ok and why:find(\"'tenant'\", 1, true) ~= nil");
  vm_end(vm);
  assert_status(quota_read("tenant", 6, &usage), LUAVM_OK);
  assert_in_range(usage.memory_bytes, 100000, MIB(4));
  assert_status(quota_remove("tenant", 6), LUAVM_BUSY);
  assert_status(policy_free(policy), LUAVM_OK);
  assert_status(quota_read("tenant", 6, &usage), LUAVM_OK);
  assert_int_equal(usage.memory_bytes, 0);
  assert_status(quota_remove("tenant", 6), LUAVM_OK);
}

static void foreign_handles_and_null_are_statuses(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY));
  luavm_value key = TEXT("k");
  luavm_result *result;
  luavm_vm vm = vm_make(NULL);
  for (int i = 0; i < 3; i++) {
    luavm_store wrong = i == 0 ? 0 : i == 1 ? (luavm_store)vm : store + 1;
    assert_status(store_get(wrong, &key, &result), LUAVM_HANDLE);
    check_result(result, LUAVM_HANDLE);
    release(result);
    assert_status(store_free(wrong), i == 0 ? LUAVM_OK : LUAVM_HANDLE);
  }
  assert_status(store_get(store, NULL, &result), LUAVM_ARGUMENT);
  release(result);
  assert_status(store_get(store, &key, NULL), LUAVM_ARGUMENT);
  assert_status(store_put(store, NULL, 1, NULL), LUAVM_ARGUMENT);
  assert_status(store_export(store, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(store_stats(store, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(store_open(NULL, &store, NULL), LUAVM_ARGUMENT);
  assert_true(store == 0);
  vm_end(vm);
}

static void urls_that_are_none_are_refused(void **state) {
  (void)state;
  static const char *const urls[] = {"", "memory", "memory:x", "ftp://x", "file:x"};
  luavm_store store;
  for (size_t i = 0; i < COUNT(urls); i++)
    assert_status(store_open(OPTIONS(.url = urls[i], .url_length = strlen(urls[i])),
                             &store, NULL),
                  LUAVM_ARGUMENT);
  assert_status(
      store_open(OPTIONS(MEMORY, .table = "a b", .table_length = 3), &store, NULL),
      LUAVM_ARGUMENT);
  assert_status(store_open(OPTIONS(MEMORY, .flags = 4), &store, NULL), LUAVM_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(values_come_out_as_they_went_in),
      TEST(a_float_and_an_integer_of_one_value_are_one_key),
      TEST(a_put_is_all_or_nothing_and_in_order),
      TEST(what_cannot_be_stored_is_refused_with_the_reason),
      TEST(a_list_goes_on_behind_a_key),
      TEST(caps_and_sizes_are_told),
      TEST(a_document_brings_a_store_over),
      TEST(a_store_is_charged_to_its_group),
      TEST(a_store_that_a_policy_names_is_charged_to_the_policys_group),
      TEST(foreign_handles_and_null_are_statuses),
      TEST(urls_that_are_none_are_refused),
  };
  return RUN("stores", tests);
}
