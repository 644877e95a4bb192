/* Stores as a host uses them: values in and out, stores of its own, policies. */
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

static luavm_store store_make(const luavm_store_options *options) {
  luavm_store store;
  luavm_buffer *error;
  luavm_status status = store_open(options, &store, &error);
  if (status != LUAVM_OK) fail_msg("%s", error->data);
  assert_null(error);
  assert_true(store != 0);
  return store;
}

static luavm_status put(luavm_store store, const luavm_store_entry *entries,
                        size_t count) {
  return store_put(store, entries, count, NULL);
}

static void store_end(luavm_store store) {
  assert_status(store_free(store), LUAVM_OK);
  assert_status(store_free(store), LUAVM_HANDLE);
}

static luavm_result *get(luavm_store store, const luavm_value *key) {
  luavm_result *result;
  luavm_status status = store_get(store, key, &result);
  check_result(result, status);
  assert_status(status, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  return result;
}

static void expect_text(luavm_store store, const char *key, const char *text) {
  luavm_value name = {.type = LUAVM_BYTES,
                      .as.bytes = &(luavm_bytes){key, strlen(key)}};
  luavm_result *result = get(store, &name);
  if (text == NULL)
    assert_int_equal(result->values[0].type, LUAVM_NIL);
  else
    assert_text(result->values[0].as.bytes, text);
  release(result);
}

static luavm_store_statistics size_of(luavm_store store) {
  luavm_store_statistics statistics = {.struct_size = sizeof statistics};
  assert_status(store_stats(store, &statistics, NULL), LUAVM_OK);
  return statistics;
}

static luavm_policy policy_of(const char *json) {
  luavm_policy_options options = {
      .struct_size = sizeof options, .json = json, .json_length = strlen(json)};
  luavm_policy policy;
  assert_status(policy_new(&options, &policy, NULL), LUAVM_OK);
  return policy;
}

static void give(luavm_policy policy, const char *name, luavm_store store) {
  luavm_buffer *error;
  assert_status(policy_store(policy, name, strlen(name), store, &error), LUAVM_OK);
  assert_null(error);
}

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

/* --------------------------------------------------------- stores of the host */

static void a_store_of_the_host_is_read_and_written_by_its_callbacks(void **state) {
  (void)state;
  host_store host = {0};
  luavm_store_backend backend = host_backend(&host);
  luavm_store store = store_make(OPTIONS(.backend = &backend));
  assert_status(PUT(store, {TEXT("b"), TEXT("2"), 0}, {TEXT("a"), TEXT("1"), 0}),
                LUAVM_OK);
  assert_int_equal(host.count, 2);
  expect_text(store, "a", "1");
  expect_text(store, "c", NULL);
  luavm_result *result;
  assert_status(store_list(store, NULL, 9, &result), LUAVM_OK);
  assert_int_equal(result->values[0].as.table->item_count, 2);
  release(result);
  assert_int_equal(size_of(store).key_count, 2);
  host.fails = LUAVM_NETWORK;
  luavm_buffer *error;
  luavm_store_entry entry = {TEXT("c"), TEXT("3"), 0};
  assert_status(store_put(store, &entry, 1, &error), LUAVM_NETWORK);
  assert_names(error->data, "the host says no");
  luavm_buffer_free(error);
  host.fails = LUAVM_OK;
  expect_text(store, "c", NULL);
  store_end(store);
  assert_int_equal(host.released, 1);
}

static void a_callback_cannot_use_its_store(void **state) {
  (void)state;
  host_store host = {0};
  luavm_store_backend backend = host_backend(&host);
  luavm_store store = store_make(OPTIONS(.backend = &backend));
  host.calls = store;
  expect_text(store, "a", NULL);
  assert_status(host.answered, LUAVM_BUSY);
  store_end(store);
}

static void a_backend_that_is_not_taken_is_not_released(void **state) {
  (void)state;
  host_store host = {0};
  luavm_store_backend backend = host_backend(&host);
  luavm_store store = 7;
  luavm_buffer *error;
  assert_status(store_open(OPTIONS(MEMORY, .backend = &backend), &store, &error),
                LUAVM_ARGUMENT);
  assert_names(error->data, "url or a backend");
  luavm_buffer_free(error);
  assert_true(store == 0);
  backend.next = NULL;
  assert_status(store_open(OPTIONS(.backend = &backend), &store, NULL), LUAVM_ARGUMENT);
  backend = host_backend(&host);
  luavm_quota quota = {.struct_size = sizeof quota, .memory_bytes = 10};
  assert_status(quota_set("tiny", 4, &quota, NULL), LUAVM_OK);
  assert_status(
      store_open(OPTIONS(.backend = &backend, .group = "tiny", .group_length = 4),
                 &store, NULL),
      LUAVM_QUOTA);
  assert_status(quota_remove("tiny", 4), LUAVM_OK);
  assert_int_equal(host.released, 0);
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

/* ------------------------------------------------------------------ policies */

static void scripts_have_the_store_that_their_policy_was_given(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY));
  luavm_policy policy = policy_of("{\"version\": 1}");
  assert_status(PUT(store, {TEXT("greeting"), TEXT("hello"), 0}), LUAVM_OK);
  luavm_vm before = vm_make(VM_OPTIONS(.policy = policy));
  give(policy, "shared", store);
  luavm_vm vm = vm_make(VM_OPTIONS(.policy = policy));
  expect_true(before, "return store == nil");
  expect_true(
      vm, "local s = store.open('shared') s.answer = s.greeting .. '!' return true");
  expect_text(store, "answer", "hello!");
  assert_status(policy_free(policy), LUAVM_OK);
  store_end(store);
  expect_true(vm, "return store.open('shared').answer == 'hello!'");
  vm_end(before);
  vm_end(vm);
}

static void a_store_closes_with_the_last_who_has_it(void **state) {
  (void)state;
  host_store host = {0};
  luavm_store_backend backend = host_backend(&host);
  luavm_store store = store_make(OPTIONS(.backend = &backend));
  luavm_policy policy =
      policy_of("{\"version\": 1, \"stores\": {\"s\": {\"url\": \"memory:\"}}}");
  give(policy, "s", store);
  luavm_vm vm = vm_make(VM_OPTIONS(.policy = policy));
  expect_true(vm, "store.open('s').n = 1 return true");
  assert_int_equal(host.count, 1);
  store_end(store);
  luavm_store another = store_make(OPTIONS(MEMORY));
  give(policy, "s", another);
  store_end(another);
  assert_int_equal(host.released, 0);
  expect_true(vm, "return store.open('s').n == 1");
  luavm_vm after = vm_make(VM_OPTIONS(.policy = policy));
  expect_true(after, "return store.open('s').n == nil");
  assert_status(vm_reset(vm), LUAVM_OK);
  assert_int_equal(host.released, 0);
  vm_end(vm);
  assert_int_equal(host.released, 1);
  assert_status(policy_free(policy), LUAVM_OK);
  vm_end(after);
}

static void a_vm_that_is_not_made_holds_no_store(void **state) {
  (void)state;
  host_store host = {0};
  luavm_store_backend backend = host_backend(&host);
  luavm_store store = store_make(OPTIONS(.backend = &backend));
  luavm_policy policy = policy_of("{\"version\": 1}");
  give(policy, "s", store);
  store_end(store);
  char message[512];
  assert_status(luavm_configure(CONFIG(.vm_cap = 1), NULL), LUAVM_OK);
  luavm_vm vm = vm_make(NULL);
  assert_status(vm_refused(VM_OPTIONS(.policy = policy), message), LUAVM_QUOTA);
  assert_status(luavm_configure(CONFIG(.vm_cap = 0), NULL), LUAVM_OK);
  assert_status(policy_free(policy), LUAVM_OK);
  assert_int_equal(host.released, 1);
  vm_end(vm);
}

static void bad_names_and_handles_bind_nothing(void **state) {
  (void)state;
  luavm_store store = store_make(OPTIONS(MEMORY));
  luavm_policy policy = policy_of("{\"version\": 1}");
  char name[129];
  memset(name, 'n', sizeof name);
  assert_status(policy_store(policy, name, 129, store, NULL), LUAVM_ARGUMENT);
  assert_status(policy_store(policy, name, 0, store, NULL), LUAVM_ARGUMENT);
  assert_status(policy_store(policy, "\xff", 1, store, NULL), LUAVM_ARGUMENT);
  assert_status(policy_store(policy, name, 128, 0, NULL), LUAVM_HANDLE);
  assert_status(policy_store(store, name, 128, store, NULL), LUAVM_HANDLE);
  assert_status(policy_store(policy, name, 128, store, NULL), LUAVM_OK);
  assert_status(policy_free(policy), LUAVM_OK);
  store_end(store);
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
      TEST(a_store_of_the_host_is_read_and_written_by_its_callbacks),
      TEST(a_callback_cannot_use_its_store),
      TEST(a_backend_that_is_not_taken_is_not_released),
      TEST(a_store_is_charged_to_its_group),
      TEST(a_store_that_a_policy_names_is_charged_to_the_policys_group),
      TEST(foreign_handles_and_null_are_statuses),
      TEST(urls_that_are_none_are_refused),
      TEST(scripts_have_the_store_that_their_policy_was_given),
      TEST(a_store_closes_with_the_last_who_has_it),
      TEST(a_vm_that_is_not_made_holds_no_store),
      TEST(bad_names_and_handles_bind_nothing),
  };
  return RUN("stores", tests);
}
