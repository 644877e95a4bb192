/* Stores that a host keeps by callbacks, and stores that it gives to policies. */
#include "stores.h"

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
      TEST(a_store_of_the_host_is_read_and_written_by_its_callbacks),
      TEST(a_callback_cannot_use_its_store),
      TEST(a_backend_that_is_not_taken_is_not_released),
      TEST(scripts_have_the_store_that_their_policy_was_given),
      TEST(a_store_closes_with_the_last_who_has_it),
      TEST(a_vm_that_is_not_made_holds_no_store),
      TEST(bad_names_and_handles_bind_nothing),
  };
  return RUN("store_hosts", tests);
}
