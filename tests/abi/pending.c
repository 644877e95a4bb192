/* Host functions that answer later: the run ends as pending and goes on there. */
#include "host.h"

#include <time.h>

static void goes_on(luavm_value with, luavm_status status, int64_t integer) {
  luavm_result *result = resume(LUAVM_OK, ROW(with), NULL);
  assert_result(result, status);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].type, LUAVM_INTEGER);
  assert_int_equal(result->values[0].as.integer, integer);
  release(result);
}

static void a_run_waits_and_goes_on(void **state) {
  (void)state;
  starts("local a = wait(1) local b = wait(a + 1) return a * 100 + b", 1);
  goes_on(INTEGER(5), LUAVM_PENDING, 6);
  goes_on(INTEGER(7), LUAVM_OK, 507);
  expect_answer(vm);
}

static void an_answer_may_be_any_values(void **state) {
  (void)state;
  starts("return select('#', wait(1))", 1);
  luavm_value items[] = {INTEGER(1), TEXT("two")};
  luavm_table table = {.item_count = 2, .items = items};
  luavm_result *result =
      resume(LUAVM_OK, ROW(NIL, TABLE(&table), TEXT("x"), NIL), NULL);
  assert_int_equal(result->values[0].as.integer, 4);
  release(result);
  starts("local t = wait(1) return t[2] == 'two' and 1 or 0", 1);
  goes_on(TABLE(&table), LUAVM_OK, 1);
  starts("return select('#', wait(1))", 1);
  result = resume(LUAVM_OK, NONE, NULL);
  assert_int_equal(result->values[0].as.integer, 0);
  release(result);
}

static void an_answer_may_be_an_error(void **state) {
  (void)state;
  starts("local ok, e = pcall(wait, 1) return ok == false and e", 1);
  luavm_result *result = resume(LUAVM_RUNTIME, ROW(INTEGER(42)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 42);
  release(result);
  starts("wait(1)", 1);
  result = resume(LUAVM_RUNTIME, ROW(TEXT("too late")), NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_BYTES);
  assert_text(result->error.as.bytes, "too late");
  release(result);
  starts("wait(1)", 1);
  result = resume(LUAVM_RUNTIME, NONE, NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_NIL);
  release(result);
}

static void an_answer_may_end_the_run(void **state) {
  (void)state;
  starts("while true do pcall(wait, 1) end", 1);
  luavm_result *result = resume(LUAVM_CANCELLED, NONE, NULL);
  assert_result(result, LUAVM_CANCELLED);
  release(result);
  expect_answer(vm);
}

static void an_answer_that_is_none_leaves_the_run_waiting(void **state) {
  (void)state;
  starts("return wait(1)", 1);
  luavm_value bad = {.type = 99};
  const luavm_status no_answers[] = {LUAVM_FUEL, LUAVM_PENDING, -1, 1000};
  luavm_result *result = resume(LUAVM_OK, ROW(bad), NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  for (size_t i = 0; i < COUNT(no_answers); i++) {
    result = resume(no_answers[i], NONE, NULL);
    assert_result(result, LUAVM_ARGUMENT);
    release(result);
  }
  result = resume(LUAVM_OK, ROW(INTEGER(1)), EVAL_OPTIONS(.fuel = 5));
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  goes_on(INTEGER(9), LUAVM_OK, 9);
}

static void a_waiting_vm_is_busy_for_everything_else(void **state) {
  (void)state;
  luavm_ref function = load("return 1", NULL);
  starts("return wait(1)", 1);
  luavm_result *result = eval(vm, "return 1", NULL);
  assert_result(result, LUAVM_BUSY);
  release(result);
  result = call(FUNCTION(function), NONE, NULL);
  assert_result(result, LUAVM_BUSY);
  release(result);
  assert_status(vm_interrupt(vm), LUAVM_OK);
  memory_of(vm);
  drop(function);
}

static void a_waiting_vm_may_be_freed_or_reset(void **state) {
  (void)state;
  starts("local x <close> = setmetatable({}, {__close = function() end}) wait(1)", 1);
  assert_status(vm_reset(vm), LUAVM_OK);
  expect_answer(vm);
  luavm_result *result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  starts("wait(1)", 1);
}

static void it_waits_within_coroutines(void **state) {
  (void)state;
  starts(
      "local co = coroutine.create(function(a) local b = wait(a) "
      "coroutine.yield(b + 1) return wait(b + 2) end) "
      "local _, x = coroutine.resume(co, 1) local _, y = coroutine.resume(co) "
      "return x * 1000 + y",
      1);
  goes_on(INTEGER(10), LUAVM_PENDING, 12);
  goes_on(INTEGER(7), LUAVM_OK, 11007);
  starts(
      "local f = coroutine.wrap(function() return "
      "coroutine.wrap(function() return coroutine.wrap(function() "
      "return wait(3) end)() + 1 end)() + 1 end) return f() + 1",
      3);
  goes_on(INTEGER(10), LUAVM_OK, 13);
}

static void the_script_cannot_tell_that_it_waited(void **state) {
  (void)state;
  starts(
      "local co co = coroutine.create(function() "
      "local before = coroutine.running() local x = wait(1) "
      "assert(coroutine.running() == before and coroutine.status(co) == 'running') "
      "return x end) local ok, x = coroutine.resume(co) assert(ok, x) "
      "assert(coroutine.status(co) == 'dead') "
      "assert(select(2, coroutine.running()) == true) return x",
      1);
  goes_on(INTEGER(4), LUAVM_OK, 4);
}

static void an_error_reaches_the_coroutine_that_waits(void **state) {
  (void)state;
  starts(
      "local co = coroutine.create(function() wait(1) end) "
      "local ok, e = coroutine.resume(co) "
      "return ok == false and coroutine.status(co) == 'dead' and e",
      1);
  luavm_result *result = resume(LUAVM_RUNTIME, ROW(INTEGER(8)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 8);
  release(result);
}

static void it_waits_below_pcall_metamethods_and_iterators(void **state) {
  (void)state;
  starts(
      "local ok, x = pcall(pcall, wait, 1) return select(2, pcall(function() "
      "return x and 5 end))",
      1);
  goes_on(INTEGER(1), LUAVM_OK, 5);
  starts(
      "local t = setmetatable({}, {__index = function(_, k) return wait(k) end}) "
      "return t[6]",
      6);
  goes_on(INTEGER(3), LUAVM_OK, 3);
  starts(
      "local m = {__add = function(a, b) return wait(b) end} "
      "return setmetatable({}, m) + 2",
      2);
  goes_on(INTEGER(3), LUAVM_OK, 3);
  starts(
      "local n = 0 for x in function() return wait(n) end do "
      "n = n + x if n > 5 then return n end end",
      0);
  goes_on(INTEGER(4), LUAVM_PENDING, 4);
  goes_on(INTEGER(4), LUAVM_OK, 8);
  starts(
      "do local x <close> = setmetatable({}, {__close = function() wait(1) end}) end "
      "return 2",
      1);
  goes_on(INTEGER(0), LUAVM_OK, 2);
}

static void where_it_cannot_wait_the_script_gets_an_error(void **state) {
  (void)state;
  static const char *const places[] = {
      "table.sort({1, 2, 3}, function(a, b) return wait(a) end)",
      "string.gsub('abc', '.', function() return wait(1) end)",
      "tostring(setmetatable({}, {__tostring = function() return wait(1) end}))",
      "load(function() return wait(1) end)",
  };
  for (size_t i = 0; i < COUNT(places); i++) {
    char source[256] = "local ok, e = pcall(function() ";
    strcat(strcat(source, places[i]), " end) return not ok");
    luavm_result *result = eval(vm, source, NULL);
    if (result->status != LUAVM_OK) print_error("%s\n", places[i]);
    assert_result(result, LUAVM_OK);
    if (i != 3) assert_true(result->values[0].as.boolean); /* load returns nil, e */
    release(result);
    expect_answer(vm);
  }
}

static void what_it_waits_with_may_be_kept(void **state) {
  (void)state;
  luavm_result *result = eval(vm, "wait(function() return 3 end)",
                              EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_FUNCTIONS));
  assert_result(result, LUAVM_PENDING);
  assert_int_equal(result->values[0].type, LUAVM_FUNCTION);
  assert_int_equal(result->values[0].flags, LUAVM_VALUE_REFERENCE);
  luavm_ref function = result->values[0].as.reference;
  release(result);
  release(resume(LUAVM_OK, NONE, NULL));
  result = call(TAKEN(LUAVM_FUNCTION, function), NONE, NULL);
  assert_int_equal(result->values[0].as.integer, 3);
  release(result);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WAITING(a_run_waits_and_goes_on),
      WAITING(an_answer_may_be_any_values),
      WAITING(an_answer_may_be_an_error),
      WAITING(an_answer_may_end_the_run),
      WAITING(an_answer_that_is_none_leaves_the_run_waiting),
      WAITING(a_waiting_vm_is_busy_for_everything_else),
      WAITING(a_waiting_vm_may_be_freed_or_reset),
      WAITING(it_waits_within_coroutines),
      WAITING(the_script_cannot_tell_that_it_waited),
      WAITING(an_error_reaches_the_coroutine_that_waits),
      WAITING(it_waits_below_pcall_metamethods_and_iterators),
      WAITING(where_it_cannot_wait_the_script_gets_an_error),
      WAITING(what_it_waits_with_may_be_kept),
  };
  return RUN("pending", tests);
}
