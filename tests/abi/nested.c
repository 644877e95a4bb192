/* Nested runs: their limits and their ends are those of the run around them. */
#include "host.h"

static luavm_status with_limits(void *user, const luavm_call *made,
                                luavm_reply *reply) {
  counter *mine = user;
  (void)reply;
  mine->answer = vm_eval(made->vm, "return 1", 8, EVAL_OPTIONS(.fuel = 100), NULL);
  mine->calls = vm_eval(made->vm, "return 1", 8, EVAL_OPTIONS(.slice_fuel = 1), NULL);
  return LUAVM_OK;
}

static void a_nested_call_has_no_limits_of_its_own(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("with_limits", with_limits, &mine);
  eval_ends("with_limits()", LUAVM_OK);
  assert_status(mine.answer, LUAVM_ARGUMENT);
  assert_status(mine.calls, LUAVM_ARGUMENT);
}

static void the_limits_of_the_run_hold_within(void **state) {
  (void)state;
  luavm_result *result =
      eval(vm, "while true do pcall(evaluate, 'while true do end') end",
           EVAL_OPTIONS(.fuel = 10000));
  assert_result(result, LUAVM_FUEL);
  release(result);
  assert_int_equal(evaluator.calls, 1);
  assert_status(evaluator.answer, LUAVM_FUEL);
  result = eval(vm, "evaluate('while true do end')", EVAL_OPTIONS(.wall_ms = 30));
  assert_result(result, LUAVM_TIMEOUT);
  release(result);
  result = eval(vm, "evaluate('local t = {} while true do t[#t + 1] = {} end')", NULL);
  assert_result(result, LUAVM_MEMORY);
  release(result);
  result = eval(vm, "evaluate('while true do print(1) end')", NULL);
  assert_result(result, LUAVM_OUTPUT);
  release(result);
  expect_answer(vm);
}

static void nested_fuel_counts_in_the_run(void **state) {
  (void)state;
  luavm_result *result = eval(vm, "evaluate('for i = 1, 10000 do end')", NULL);
  assert_true(result->usage.fuel >= 10000);
  release(result);
}

static void nested_output_is_the_runs(void **state) {
  (void)state;
  luavm_result *result =
      eval(vm, "print('a') evaluate('print(\"b\")') print('c')", NULL);
  assert_result(result, LUAVM_OK);
  if (strcmp(result->output.data, "a\nc\n") != 0)
    assert_text(&result->output, "a\nb\nc\n");
  release(result);
}

static luavm_status free_it(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)reply;
  mine->calls++;
  mine->answer = vm_free(made->vm);
  return LUAVM_OK;
}

static void a_function_may_free_its_vm(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("free_it", free_it, &mine);
  luavm_result *result = eval(vm, "while true do pcall(free_it) end", NULL);
  assert_result(result, LUAVM_CLOSED);
  release(result);
  assert_int_equal(mine.calls, 1);
  assert_status(mine.answer, LUAVM_OK);
  assert_int_equal(mine.releases, 1);
  assert_status(vm_free(vm), LUAVM_HANDLE);
}

static void a_nested_function_may_free_its_vm(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("free_it", free_it, &mine);
  luavm_result *result = eval(vm, "evaluate('free_it()') while true do end", NULL);
  assert_result(result, LUAVM_CLOSED);
  release(result);
  assert_status(evaluator.answer, LUAVM_CLOSED);
  assert_int_equal(mine.calls, 1);
  assert_int_equal(mine.releases, 1);
}

static luavm_status interrupt_it(void *user, const luavm_call *made,
                                 luavm_reply *reply) {
  (void)user, (void)reply;
  return vm_interrupt(made->vm);
}

static void a_function_may_interrupt_its_vm(void **state) {
  (void)state;
  register_function("interrupt_it", interrupt_it, NULL);
  eval_ends("while true do pcall(interrupt_it) end", LUAVM_CANCELLED);
  eval_ends("evaluate('interrupt_it() while true do end')", LUAVM_CANCELLED);
  expect_answer(vm);
}

static luavm_status pend(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)made, (void)reply;
  return LUAVM_PENDING;
}

static void a_nested_call_cannot_wait(void **state) {
  (void)state;
  register_function("pend", pend, NULL);
  expect_true(vm, "local s = evaluate('pend()') return s == 1");
  expect_true(vm,
              "local s, v = evaluate('return pcall(pend) and 1 or 2') return v == 2");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      NESTED(a_nested_call_has_no_limits_of_its_own),
      NESTED(the_limits_of_the_run_hold_within),
      NESTED(nested_fuel_counts_in_the_run),
      NESTED(nested_output_is_the_runs),
      NESTED(a_function_may_free_its_vm),
      NESTED(a_nested_function_may_free_its_vm),
      NESTED(a_function_may_interrupt_its_vm),
      NESTED(a_nested_call_cannot_wait),
  };
  return RUN("nested", tests);
}
