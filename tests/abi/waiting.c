/* What a run that waits costs: output, fuel, time, memory. */
#include "host.h"

#include <time.h>

static luavm_status wait(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  reply->values = (luavm_value *)made->arguments;
  reply->value_count = made->argument_count;
  return LUAVM_PENDING;
}

static int open_waiting(void **state) {
  open_vm(state);
  register_function("wait", wait, NULL);
  return 0;
}

#define WAITING(name) cmocka_unit_test_setup_teardown(name, open_waiting, close_vm)

/* Starts a source, which has to end as pending with this integer. */
static void starts(const char *source, int64_t asked) {
  luavm_result *result = eval(vm, source, NULL);
  assert_result(result, LUAVM_PENDING);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].as.integer, asked);
  release(result);
}

static void output_comes_with_the_call_that_printed_it(void **state) {
  (void)state;
  luavm_result *result = eval(vm, "print('a') wait(1) print('b')", NULL);
  assert_result(result, LUAVM_PENDING);
  assert_text(&result->output, "a\n");
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  assert_text(&result->output, "b\n");
  release(result);
  luavm_eval_options *little = EVAL_OPTIONS(.output_bytes = 10);
  result = eval(vm, "print('12345') wait(1) print('12345')", little);
  assert_result(result, LUAVM_PENDING);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OUTPUT);
  release(result);
}

static void fuel_is_of_the_whole_run(void **state) {
  (void)state;
  static const char source[] =
      "for i = 1, 1000 do end wait(1) for i = 1, 1000 do end return 1";
  luavm_result *result = eval(vm, source, NULL);
  uint64_t before = result->usage.fuel;
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_true(before >= 1000 && result->usage.fuel >= before + 1000);
  release(result);
  result = eval(vm, source, EVAL_OPTIONS(.fuel = 1500));
  assert_result(result, LUAVM_PENDING);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_FUEL);
  release(result);
}

static void time_spent_waiting_does_not_count(void **state) {
  (void)state;
  luavm_result *result = eval(vm, "wait(1) return 1", EVAL_OPTIONS(.wall_ms = 300));
  assert_result(result, LUAVM_PENDING);
  release(result);
  nanosleep(&(struct timespec){.tv_nsec = 600000000}, NULL);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  assert_true(result->usage.wall_ns < 300000000);
  release(result);
  result = eval(vm, "wait(1) while true do end", EVAL_OPTIONS(.wall_ms = 50));
  assert_result(result, LUAVM_PENDING);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_TIMEOUT);
  release(result);
}

static void many_runs_that_wait_leave_nothing(void **state) {
  (void)state;
  uint64_t used = 0;
  for (int i = 0; i < 3000; i++) {
    starts(
        "local t = {} for i = 1, 100 do t[i] = {} end "
        "return coroutine.wrap(function() return wait(1) end)()",
        1);
    luavm_result *result = resume(i % 3 ? LUAVM_OK : LUAVM_CANCELLED, NONE, NULL);
    release(result);
    if (i % 1000 != 999) continue;
    assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
    if (used == 0) used = memory_of(vm).used_bytes;
    assert_true(memory_of(vm).used_bytes < used + KIB(8));
  }
}

#define WAITING(name) cmocka_unit_test_setup_teardown(name, open_waiting, close_vm)

int main(void) {
  const struct CMUnitTest tests[] = {
      WAITING(output_comes_with_the_call_that_printed_it),
      WAITING(fuel_is_of_the_whole_run),
      WAITING(time_spent_waiting_does_not_count),
      WAITING(many_runs_that_wait_leave_nothing),
  };
  return RUN("waiting", tests);
}
