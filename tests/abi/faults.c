/* Requests for memory that fail on purpose, through the header: what each call
 * answers, and that nothing is lost. The scripts of tests/torture go through the
 * same with `luavm torture`. */
#include "abi.h"

#include <pthread.h>

enum { MEMORY_BYTES = 2 << 20 };

static const char source[] =
    "local t = {} for i = 1, 20 do t[i] = {name = 'name ' .. i, i, i / 2} end "
    "print(('text '):rep(300)) kept = t return t, ('x'):rep(3000)";

static void fail_at(uint64_t nth, uint32_t flags) {
  assert_status(luavm_fail_allocations(nth, flags, NULL), LUAVM_OK);
}

static uint64_t stop_failing(void) {
  uint64_t requests = 7;
  assert_status(luavm_fail_allocations(0, 0, &requests), LUAVM_OK);
  return requests;
}

static void absorbed_or_memory(luavm_status status) {
  if (status != LUAVM_OK) assert_status(status, LUAVM_MEMORY);
}

static void eval_under_fault(luavm_vm vm, const luavm_eval_options *options) {
  luavm_result *result = (luavm_result *)&vm;
  luavm_status status = vm_eval(vm, source, sizeof source - 1, options, &result);
  absorbed_or_memory(status);
  if (result == NULL) {
    assert_status(status, LUAVM_MEMORY);
    return;
  }
  assert_status(result->status, status);
  assert_int_equal(result->value_count, status == LUAVM_OK ? 2 : 0);
  assert_true((result->message.length == 0) == (status == LUAVM_OK));
  release(result);
}

/* A VM from vm_new to vm_free, with request `nth` failing. Returns how many there
 * were. */
static uint64_t live_under_fault(uint64_t nth, uint32_t flags) {
  luavm_vm vm = 77;
  luavm_buffer *error = NULL;
  int64_t freed;
  fail_at(nth, flags);
  luavm_status made = vm_new(VM_OPTIONS(.memory_bytes = MEMORY_BYTES), &vm, &error);
  luavm_status reset = LUAVM_OK;
  absorbed_or_memory(made);
  assert_true((made == LUAVM_OK) == (vm != 0));
  if (made == LUAVM_OK) {
    assert_null(error);
    eval_under_fault(vm, NULL);
    eval_under_fault(vm, EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT));
    absorbed_or_memory(vm_gc(vm, LUAVM_GC_COLLECT, 0, &freed));
    reset = vm_reset(vm);
    absorbed_or_memory(reset);
  }
  uint64_t requests = stop_failing();
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  if (made != LUAVM_OK) return requests;
  if (reset != LUAVM_OK) {
    luavm_result *result = eval(vm, "return 1", NULL);
    assert_status(result->status, LUAVM_CLOSED);
    release(result);
    assert_status(vm_reset(vm), LUAVM_OK);
  }
  expect_answer(vm);
  vm_end(vm);
  return requests;
}

static void sweep(uint32_t flags) {
  uint64_t all = live_under_fault(LUAVM_UNLIMITED, 0);
  assert_true(all > 300);
  for (uint64_t nth = 1; nth <= all + 1; nth++) {
    luavm_statistics before = stats();
    live_under_fault(nth, flags);
    luavm_statistics after = stats();
    assert_int_equal(after.vm_count, before.vm_count);
    assert_int_equal(after.block_count, before.block_count);
    assert_int_equal(after.memory_bytes, before.memory_bytes);
  }
}

static void each_request_may_fail_alone(void **state) {
  (void)state;
  sweep(0);
}

static void each_request_may_fail_with_all_after_it(void **state) {
  (void)state;
  sweep(LUAVM_FAIL_ONWARD);
}

static void without_memory_for_a_block_there_is_none(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL), other = 77;
  luavm_result *result = (luavm_result *)&vm;
  luavm_buffer *error = (luavm_buffer *)&vm;
  fail_at(1, LUAVM_FAIL_ONWARD);
  assert_status(vm_eval(vm, "return 1", 8, NULL, &result), LUAVM_MEMORY);
  assert_null(result);
  assert_status(vm_new(NULL, &other, &error), LUAVM_MEMORY);
  assert_null(error);
  assert_true(other == 0);
  error = (luavm_buffer *)&vm;
  assert_status(luavm_configure(NULL, &error), LUAVM_ARGUMENT);
  assert_null(error);
  assert_true(stop_failing() > 0);
  expect_answer(vm);
  vm_end(vm);
}

static void a_failed_reset_leaves_a_vm_for_the_next_one(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  int64_t figure;
  fail_at(1, 0);
  assert_status(vm_reset(vm), LUAVM_MEMORY);
  assert_int_equal(stop_failing(), 1);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, &figure), LUAVM_CLOSED);
  assert_status(vm_reset(vm), LUAVM_OK);
  expect_answer(vm);
  vm_end(vm);
}

static void a_script_does_not_catch_it(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  static const char catching[] =
      "local function f() return ('x'):rep(5000) .. tostring({}) end "
      "for i = 1, 50 do pcall(f) pcall(table.unpack, {}, 1, 500 + i * 100) end "
      "return 'caught'";
  luavm_result *result;
  fail_at(LUAVM_UNLIMITED, 0);
  release(eval(vm, catching, NULL));
  uint64_t all = stop_failing();
  for (uint64_t nth = 1; nth <= all; nth++) {
    fail_at(nth, LUAVM_FAIL_ONWARD);
    luavm_status status = vm_eval(vm, catching, sizeof catching - 1, NULL, &result);
    if (stop_failing() > nth) assert_status(status, LUAVM_MEMORY);
    absorbed_or_memory(status);
    assert_status(vm_result_free(result), LUAVM_OK);
  }
  vm_end(vm);
}

static void *count_another_threads_requests(void *vm) {
  luavm_result *result = NULL;
  vm_eval(*(luavm_vm *)vm, source, sizeof source - 1, NULL, &result);
  return result;
}

static void other_threads_neither_fail_nor_count(void **state) {
  (void)state;
  luavm_vm mine = vm_make(NULL), theirs = vm_make(NULL);
  pthread_t thread;
  void *result = NULL;
  fail_at(1, LUAVM_FAIL_ONWARD);
  assert_int_equal(
      pthread_create(&thread, NULL, count_another_threads_requests, &theirs), 0);
  pthread_join(thread, &result);
  assert_int_equal(stop_failing(), 0);
  assert_non_null(result);
  assert_result(result, LUAVM_OK);
  release(result);
  vm_end(theirs);
  vm_end(mine);
}

static void a_vm_is_free_of_it_on_the_next_thread(void **state) {
  (void)state;
  luavm_vm vm;
  pthread_t thread;
  void *result = NULL;
  fail_at(LUAVM_UNLIMITED, 0);
  vm = vm_make(NULL);
  assert_true(stop_failing() > 100);
  fail_at(1, LUAVM_FAIL_ONWARD);
  assert_int_equal(pthread_create(&thread, NULL, count_another_threads_requests, &vm),
                   0);
  pthread_join(thread, &result);
  stop_failing();
  assert_non_null(result);
  assert_result(result, LUAVM_OK);
  release(result);
  vm_end(vm);
}

static void unknown_flags_are_refused(void **state) {
  (void)state;
  uint64_t requests = 7;
  assert_status(luavm_fail_allocations(1, 2, &requests), LUAVM_ARGUMENT);
  assert_int_equal(requests, 0);
  vm_end(vm_make(NULL));
  assert_int_equal(stop_failing(), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(each_request_may_fail_alone),
      TEST(each_request_may_fail_with_all_after_it),
      TEST(without_memory_for_a_block_there_is_none),
      TEST(a_failed_reset_leaves_a_vm_for_the_next_one),
      TEST(a_script_does_not_catch_it),
      TEST(other_threads_neither_fail_nor_count),
      TEST(a_vm_is_free_of_it_on_the_next_thread),
      TEST(unknown_flags_are_refused),
  };
  return RUN("faults", tests);
}
