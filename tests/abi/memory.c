/* The counters of a VM and of the process, and the collector. */
#include "abi.h"

static int64_t gc(luavm_vm vm, uint32_t operation, int64_t argument) {
  int64_t figure = -77;
  assert_status(vm_gc(vm, operation, argument, &figure), LUAVM_OK);
  return figure;
}

static void usage_follows_what_scripts_hold(void **state) {
  (void)state;
  const luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  luavm_vm vm = vm_make(NULL);
  luavm_memory idle = memory_of(vm);
  assert_int_equal(idle.reserved, 0);
  assert_int_equal(idle.refused_count, 0);
  assert_true(idle.system_bytes >= idle.used_bytes);
  expect_with(vm, LUAVM_OK, "x = ('x'):rep(1000000)", keep);
  gc(vm, LUAVM_GC_COLLECT, 0);
  luavm_memory full = memory_of(vm);
  assert_in_range(full.used_bytes, idle.used_bytes + 1000000,
                  idle.used_bytes + 1100000);
  assert_true(full.peak_bytes >= full.used_bytes);
  assert_true(full.system_bytes >= full.used_bytes);
  expect_with(vm, LUAVM_OK, "x = nil", keep);
  gc(vm, LUAVM_GC_COLLECT, 0);
  luavm_memory empty = memory_of(vm);
  assert_true(empty.used_bytes < idle.used_bytes + KIB(16));
  assert_true(empty.peak_bytes >= full.used_bytes);
  vm_end(vm);
}

static void a_result_leaves_the_vms_account(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result =
      eval(vm, "print(('y'):rep(300000)) return ('x'):rep(1000000)", NULL);
  assert_result(result, LUAVM_OK);
  assert_true(result->usage.memory_peak_bytes > 2000000);
  gc(vm, LUAVM_GC_COLLECT, 0);
  assert_true(memory_of(vm).used_bytes < KIB(64));
  assert_true(stats().memory_bytes > 1300000);
  uint64_t with = stats().memory_bytes;
  release(result);
  assert_true(stats().memory_bytes + 1300000 <= with + KIB(64));
  vm_end(vm);
}

static void a_collection_tells_what_it_freed(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  gc(vm, LUAVM_GC_STOP, 0);
  expect(vm, LUAVM_OK, "local t = {} for i = 1, 10000 do t[i] = {} end");
  uint64_t used = memory_of(vm).used_bytes, cycles = memory_of(vm).gc_count;
  int64_t freed = gc(vm, LUAVM_GC_COLLECT, 0);
  assert_true(freed > 10000 * 40);
  assert_true(memory_of(vm).used_bytes + (uint64_t)freed == used);
  assert_true(memory_of(vm).gc_count == cycles + 1);
  assert_true(gc(vm, LUAVM_GC_COLLECT, 0) >= 0);
  vm_end(vm);
}

static void steps_end_a_cycle_some_time(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  expect_with(vm, LUAVM_OK, "t = {} for i = 1, 20000 do t[i] = {} end",
              EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT));
  int steps = 0;
  int64_t ended = 0;
  while (ended == 0 && steps < 100000) {
    ended = gc(vm, LUAVM_GC_STEP, 0);
    assert_in_range(ended, 0, 1);
    steps++;
  }
  assert_int_equal(ended, 1);
  assert_in_range(gc(vm, LUAVM_GC_STEP, 1), 0, 1);
  assert_int_equal(gc(vm, LUAVM_GC_STEP, 1048576), 1);
  vm_end(vm);
}

static void a_stopped_collector_still_obeys_the_limit(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(2)));
  gc(vm, LUAVM_GC_STOP, 0);
  expect(vm, LUAVM_OK, "for i = 1, 50000 do local t = {i, i, i, i} end");
  assert_true(memory_of(vm).peak_bytes <= MIB(2));
  assert_int_equal(gc(vm, LUAVM_GC_RESTART, 0), 0);
  expect_answer(vm);
  vm_end(vm);
}

static void a_mode_answers_with_the_one_before(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  gc(vm, LUAVM_GC_INCREMENTAL, 0);
  assert_int_equal(gc(vm, LUAVM_GC_GENERATIONAL, 0), LUAVM_GC_INCREMENTAL);
  assert_int_equal(gc(vm, LUAVM_GC_GENERATIONAL, 0), LUAVM_GC_GENERATIONAL);
  expect(vm, LUAVM_OK, "local t = {} for i = 1, 20000 do t[i % 100] = {i} end");
  assert_true(gc(vm, LUAVM_GC_COLLECT, 0) >= 0);
  assert_int_equal(gc(vm, LUAVM_GC_INCREMENTAL, 0), LUAVM_GC_GENERATIONAL);
  expect_answer(vm);
  vm_end(vm);
}

static void a_wrong_gc_call_is_argument_and_writes_zero(void **state) {
  (void)state;
  static const struct {
    uint32_t operation;
    int64_t argument;
  } calls[] = {{6, 0},
               {UINT32_MAX, 0},
               {LUAVM_GC_STEP, -1},
               {LUAVM_GC_STEP, 1048577},
               {LUAVM_GC_STEP, INT64_MIN},
               {LUAVM_GC_COLLECT, 1},
               {LUAVM_GC_STOP, 1},
               {LUAVM_GC_RESTART, -1},
               {LUAVM_GC_INCREMENTAL, 5},
               {LUAVM_GC_GENERATIONAL, INT64_MAX}};
  luavm_vm vm = vm_make(NULL);
  for (size_t i = 0; i < COUNT(calls); i++) {
    int64_t figure = 99;
    assert_status(vm_gc(vm, calls[i].operation, calls[i].argument, &figure),
                  LUAVM_ARGUMENT);
    assert_true(figure == 0);
  }
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_status(vm_gc(vm, 6, 0, NULL), LUAVM_ARGUMENT);
  expect_answer(vm);
  vm_end(vm);
}

static void the_process_counts_vms_evals_and_kills(void **state) {
  (void)state;
  luavm_statistics start = stats();
  luavm_vm a = vm_make(NULL), b = vm_make(NULL);
  assert_int_equal(stats().vm_count, start.vm_count + 2);
  assert_int_equal(stats().vm_total, start.vm_total + 2);
  assert_status(vm_eval(a, "return 1", 8, NULL, NULL), LUAVM_OK);
  assert_status(vm_eval(a, "error(1)", 8, NULL, NULL), LUAVM_RUNTIME);
  assert_status(vm_eval(b, "while true do end", 17, EVAL_OPTIONS(.fuel = 10), NULL),
                LUAVM_FUEL);
  assert_int_equal(stats().eval_total, start.eval_total + 3);
  assert_int_equal(stats().kill_total, start.kill_total + 1);
  assert_int_equal(stats().vm_cap, 1000);
  assert_true(stats().memory_quota_bytes == LUAVM_UNLIMITED);
  vm_end(a);
  vm_end(b);
  assert_int_equal(stats().vm_count, start.vm_count);
  assert_int_equal(stats().vm_total, start.vm_total + 2);
}

static void the_process_counts_blocks_and_bytes(void **state) {
  (void)state;
  luavm_statistics start = stats();
  luavm_vm vm = vm_make(NULL);
  assert_true(stats().memory_bytes >= start.memory_bytes + memory_of(vm).used_bytes);
  luavm_buffer *error = NULL;
  luavm_vm none;
  assert_status(vm_new(VM_OPTIONS(.preset = 9), &none, &error), LUAVM_ARGUMENT);
  luavm_result *a = eval(vm, "return ('x'):rep(1e6)", NULL),
               *b = eval(vm, "error()", NULL);
  assert_int_equal(stats().block_count, start.block_count + 3);
  assert_true(stats().memory_bytes >= start.memory_bytes + 1000000);
  assert_true(stats().memory_peak_bytes >= stats().memory_bytes);
  release(a);
  release(b);
  assert_int_equal(stats().block_count, start.block_count + 1);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  assert_int_equal(stats().block_count, start.block_count);
  vm_end(vm);
}

static void many_vms_and_results_leave_no_byte(void **state) {
  (void)state;
  enum { N = 300 };
  static luavm_vm vms[N];
  static luavm_result *results[N];
  luavm_statistics start = stats();
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < N; i++) vms[i] = vm_make(NULL);
    for (int i = 0; i < N; i++)
      results[i] =
          eval(vms[i], "local t = {} for i = 1, 99 do t[i] = {i} end return t", NULL);
    for (int i = 0; i < N; i += 2) vm_end(vms[i]);
    for (int i = 0; i < N; i++) release(results[i]);
    for (int i = 1; i < N; i += 2) vm_end(vms[i]);
  }
  assert_true(stats().memory_bytes < start.memory_bytes + KIB(64));
}

static void refusals_are_counted_and_the_peak_stays_within(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = KIB(128)));
  for (int i = 0; i < 20; i++)
    expect(vm, LUAVM_MEMORY, "local t = {} while true do t = {t} end");
  luavm_memory memory = memory_of(vm);
  assert_true(memory.refused_count >= 20);
  assert_true(memory.peak_bytes <= KIB(128));
  assert_true(memory.gc_count > 0);
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(usage_follows_what_scripts_hold),
      TEST(a_result_leaves_the_vms_account),
      TEST(a_collection_tells_what_it_freed),
      TEST(steps_end_a_cycle_some_time),
      TEST(a_stopped_collector_still_obeys_the_limit),
      TEST(a_mode_answers_with_the_one_before),
      TEST(a_wrong_gc_call_is_argument_and_writes_zero),
      TEST(the_process_counts_vms_evals_and_kills),
      TEST(the_process_counts_blocks_and_bytes),
      TEST(many_vms_and_results_leave_no_byte),
      TEST(refusals_are_counted_and_the_peak_stays_within),
  };
  return RUN("memory", tests);
}
