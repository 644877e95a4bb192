/* Slices: a run in pieces is the same run. */
#include "host.h"

#include <stdio.h>

/* Runs a source in slices of this much fuel; notes how many there were. */
static luavm_result *in_slices(const char *source, uint64_t slice, int *slices,
                               const luavm_eval_options *more) {
  luavm_eval_options options = *EVAL_OPTIONS(.slice_fuel = slice);
  if (more) options = *more, options.slice_fuel = slice;
  luavm_eval_options *go_on = EVAL_OPTIONS(.slice_fuel = slice);
  luavm_result *result = eval(vm, source, &options);
  for (*slices = 1; result->status == LUAVM_YIELDED; ++*slices) {
    assert_int_equal(result->value_count, 0);
    release(result);
    result = resume(LUAVM_OK, NONE, go_on);
  }
  return result;
}

static const char *const programs[] = {
    "local n = 0 for i = 1, 20000 do n = n + i end return n",
    "local function f(n) if n < 2 then return n end return f(n - 1) + f(n - 2) end "
    "return f(18)",
    "local t = {} for i = 1, 3000 do t[i] = (i * 7919) % 3000 end "
    "table.sort(t, function(a, b) return a < b end) return t[1500]",
    "local n = 0 for i = 1, 300 do n = n + #(('x'):rep(100):gsub('x', "
    "function() return 'yy' end)) end return n",
    "local n = 0 local co = coroutine.wrap(function() while true do n = n + 1 "
    "coroutine.yield(n) end end) for i = 1, 5000 do co() end return n",
    "local function nest(d) if d == 0 then local n = 0 for i = 1, 5000 do n = n + 1 "
    "end "
    "return n end return coroutine.wrap(function() return nest(d - 1) end)() end "
    "return nest(20)",
    "local n = 0 for i = 1, 2000 do local ok = pcall(function() "
    "for j = 1, 10 do n = n + 1 end error('x') end) end return n",
    "local m = setmetatable({}, {__index = function(_, k) local n = 0 "
    "for i = 1, k do n = n + 1 end return n end}) return m[9000]",
    "local n = 0 for i = 1, 500 do local x <close> = setmetatable({}, {__close = "
    "function() for j = 1, 10 do n = n + 1 end end}) end return n",
    "local n = 0 for line in ('a b c '):rep(2000):gmatch('%a') do n = n + 1 end return "
    "n",
};

static void a_run_in_slices_is_the_same_run(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(programs); i++) {
    assert_status(vm_reset(vm), LUAVM_OK);
    luavm_result *whole = eval(vm, programs[i], NULL);
    assert_result(whole, LUAVM_OK);
    static const uint64_t sizes[] = {50, 1000, 4999, 1000000000};
    for (size_t size = 0; size < COUNT(sizes); size++) {
      int slices;
      assert_status(vm_reset(vm), LUAVM_OK);
      luavm_result *result = in_slices(programs[i], sizes[size], &slices, NULL);
      assert_result(result, LUAVM_OK);
      assert_int_equal(result->values[0].as.integer, whole->values[0].as.integer);
      if (result->usage.fuel != whole->usage.fuel)
        fail_msg("program %zu in slices of %llu spends %llu, not %llu", i,
                 (unsigned long long)sizes[size],
                 (unsigned long long)result->usage.fuel,
                 (unsigned long long)whole->usage.fuel);
      if (size == 3) assert_int_equal(slices, 1);
      if (size == 0 && i != 2 && i != 3) assert_true(slices > 5);
      release(result);
    }
    release(whole);
  }
}

static void a_slice_is_about_as_long_as_asked(void **state) {
  (void)state;
  luavm_eval_options *slice = EVAL_OPTIONS(.slice_fuel = 1000);
  luavm_result *result = eval(vm, "while true do end", slice);
  uint64_t before = 0;
  for (int i = 0; i < 100; i++) {
    assert_result(result, LUAVM_YIELDED);
    assert_in_range(result->usage.fuel - before, 900, 1100);
    before = result->usage.fuel;
    release(result);
    result = resume(LUAVM_OK, NONE, slice);
  }
  release(result);
  result = resume(LUAVM_CANCELLED, NONE, NULL);
  assert_result(result, LUAVM_CANCELLED);
  release(result);
  expect_answer(vm);
}

static void the_limits_hold_across_slices(void **state) {
  (void)state;
  int slices;
  luavm_result *result =
      in_slices("while true do end", 1000, &slices, EVAL_OPTIONS(.fuel = 50500));
  assert_result(result, LUAVM_FUEL);
  assert_in_range(slices, 45, 56);
  release(result);
  result = in_slices("while true do end", 100000, &slices, EVAL_OPTIONS(.wall_ms = 60));
  assert_result(result, LUAVM_TIMEOUT);
  release(result);
  result = in_slices("local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
                     1000, &slices, NULL);
  assert_result(result, LUAVM_MEMORY);
  release(result);
  result = in_slices("while true do print('x') end", 100, &slices,
                     EVAL_OPTIONS(.output_bytes = 100));
  assert_result(result, LUAVM_OUTPUT);
  release(result);
  expect_answer(vm);
}

static void output_comes_with_its_slice(void **state) {
  (void)state;
  luavm_eval_options *slice = EVAL_OPTIONS(.slice_fuel = 50);
  luavm_result *result = eval(vm, "for i = 1, 1000 do print(i) end", slice);
  static char printed[8192];
  printed[0] = 0;
  int slices = 1;
  for (;; slices++) {
    strncat(printed, result->output.data, result->output.length);
    if (result->status != LUAVM_YIELDED) break;
    release(result);
    result = resume(LUAVM_OK, NONE, slice);
  }
  assert_result(result, LUAVM_OK);
  release(result);
  assert_true(slices > 2);
  static char want[8192];
  want[0] = 0;
  for (int i = 1; i <= 1000; i++) {
    char line[8];
    snprintf(line, sizeof line, "%d\n", i);
    strcat(want, line);
  }
  assert_string_equal(printed, want);
}

static void an_interrupt_ends_the_next_slice_or_nothing(void **state) {
  (void)state;
  luavm_eval_options *slice = EVAL_OPTIONS(.slice_fuel = 1000);
  luavm_result *result = eval(vm, "while true do end", slice);
  assert_result(result, LUAVM_YIELDED);
  release(result);
  assert_status(vm_interrupt(vm), LUAVM_OK);
  result = resume(LUAVM_OK, NONE, slice);
  assert_true(result->status == LUAVM_YIELDED || result->status == LUAVM_CANCELLED);
  int waits = result->status == LUAVM_YIELDED;
  release(result);
  if (waits) release(resume(LUAVM_CANCELLED, NONE, NULL));
  expect_answer(vm);
}

static void a_yielded_run_takes_no_values(void **state) {
  (void)state;
  luavm_eval_options *slice = EVAL_OPTIONS(.slice_fuel = 1000);
  luavm_result *result =
      eval(vm, "local n = 0 for i = 1, 5000 do n = n + 1 end return n", slice);
  assert_result(result, LUAVM_YIELDED);
  release(result);
  result = resume(LUAVM_OK, ROW(INTEGER(1)), NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  result = eval(vm, "return 1", NULL);
  assert_result(result, LUAVM_BUSY);
  release(result);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 5000);
  release(result);
}

static luavm_status wait(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)made, (void)reply;
  return LUAVM_PENDING;
}

static void slices_and_answers_take_turns(void **state) {
  (void)state;
  register_function("wait", wait, NULL);
  luavm_eval_options *slice = EVAL_OPTIONS(.slice_fuel = 150);
  luavm_result *result =
      eval(vm,
           "local n = 0 for i = 1, 20 do for j = 1, 200 do n = n + 1 end "
           "n = n + coroutine.wrap(function() for j = 1, 200 do n = n + 1 end "
           "return wait() end)() end return n",
           slice);
  int yielded = 0, pending = 0;
  while (result->status == LUAVM_YIELDED || result->status == LUAVM_PENDING) {
    int waits = result->status == LUAVM_PENDING;
    ++*(waits ? &pending : &yielded);
    release(result);
    luavm_value one = INTEGER(1);
    result = resume(LUAVM_OK, &one, waits ? 1 : 0, slice);
  }
  assert_result(result, LUAVM_OK);
  assert_int_equal(pending, 20);
  assert_true(yielded > 5);
  assert_int_equal(result->values[0].as.integer, 20 * 401);
  release(result);
}

static void a_call_may_go_in_slices(void **state) {
  (void)state;
  luavm_ref function =
      load("local n = 0 for i = 1, ... do n = n + i end return n", NULL);
  luavm_eval_options *slice = EVAL_OPTIONS(.slice_fuel = 1000);
  luavm_result *result = call(FUNCTION(function), ROW(INTEGER(10000)), slice);
  int slices = 0;
  for (; result->status == LUAVM_YIELDED; slices++) {
    /* The last slice without an end of its own. */
    release(result);
    result = resume(LUAVM_OK, NONE, slices < 3 ? slice : NULL);
  }
  assert_int_equal(slices, 4);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 50005000);
  release(result);
  drop(function);
}

static void errors_in_slices_are_errors(void **state) {
  (void)state;
  int slices;
  luavm_result *result =
      in_slices("for i = 1, 5000 do end\nerror({7})", 1000, &slices, NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_TABLE);
  assert_true(slices > 3);
  release(result);
  result =
      in_slices("for i = 1, 5000 do end\nlocal x = nil .. 'x'", 1000, &slices, NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->line, 2);
  release(result);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_run_in_slices_is_the_same_run),
      HERE(a_slice_is_about_as_long_as_asked),
      HERE(the_limits_hold_across_slices),
      HERE(output_comes_with_its_slice),
      HERE(an_interrupt_ends_the_next_slice_or_nothing),
      HERE(a_yielded_run_takes_no_values),
      HERE(slices_and_answers_take_turns),
      HERE(a_call_may_go_in_slices),
      HERE(errors_in_slices_are_errors),
  };
  return RUN("slices", tests);
}
