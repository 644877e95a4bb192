/* Fields of what a reference stands for, as a script sees them. */
#include "host.h"

/* The reference that a script returns. */
static luavm_ref kept(const char *source) {
  luavm_result *result =
      eval(vm, source,
           EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_FUNCTIONS | LUAVM_EVAL_KEEP_TABLES));
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].flags, LUAVM_VALUE_REFERENCE);
  luavm_ref reference = result->values[0].as.reference;
  assert_true(reference != 0);
  release(result);
  return reference;
}

static luavm_result *get(luavm_ref object, luavm_value key) {
  luavm_result *result = NULL;
  luavm_status status = vm_index(vm, object, &key, NULL, &result);
  check_result(result, status);
  return result;
}

static luavm_result *set(luavm_ref object, luavm_value key, luavm_value value) {
  luavm_result *result = NULL;
  luavm_status status = vm_assign(vm, object, &key, &value, NULL, &result);
  check_result(result, status);
  return result;
}

static int64_t get_integer(luavm_ref object, luavm_value key) {
  luavm_result *result = get(object, key);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].type, LUAVM_INTEGER);
  int64_t integer = result->values[0].as.integer;
  release(result);
  return integer;
}

static void a_live_table_is_the_scripts_own(void **state) {
  (void)state;
  luavm_ref table = kept("return {n = 1, sub = {x = 2}}");
  release(set(table, TEXT("n"), INTEGER(5)));
  assert_int_equal(get_integer(table, TEXT("n")), 5);
  run_true("local t = ... t.m = 7 return t.n == 5", ROW(REFERENCE(LUAVM_TABLE, table)));
  assert_int_equal(get_integer(table, TEXT("m")), 7);
  luavm_result *result = get(table, TEXT("nothing"));
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].type, LUAVM_NIL);
  release(result);
  release(set(table, TEXT("n"), NIL));
  run_true("return (...).n == nil", ROW(REFERENCE(LUAVM_TABLE, table)));
  drop(table);
}

static void metamethods_run_under_index_and_assign(void **state) {
  (void)state;
  luavm_ref table = kept(
      "local seen = {} return setmetatable({}, {"
      "__index = function(_, k) if k == 'bad' then error('no ' .. k) end "
      "if k == 'loop' then while true do end end return seen[k] or -1 end, "
      "__newindex = function(_, k, v) seen[k] = v * 2 end})");
  assert_int_equal(get_integer(table, TEXT("x")), -1);
  release(set(table, TEXT("x"), INTEGER(21)));
  assert_int_equal(get_integer(table, TEXT("x")), 42);
  luavm_result *result = get(table, TEXT("bad"));
  assert_result(result, LUAVM_RUNTIME);
  assert_result_names(result, "no bad");
  release(result);
  luavm_value loop = TEXT("loop");
  luavm_status status =
      vm_index(vm, table, &loop, EVAL_OPTIONS(.fuel = 10000), &result);
  check_result(result, status);
  assert_result(result, LUAVM_FUEL);
  release(result);
  result = set(table, TEXT("s"), TEXT("not a number"));
  assert_result(result, LUAVM_RUNTIME);
  release(result);
  drop(table);
}

static void what_has_no_fields_is_a_runtime_error(void **state) {
  (void)state;
  luavm_ref function = kept("return function() end");
  luavm_result *result = get(function, TEXT("x"));
  assert_result(result, LUAVM_RUNTIME);
  release(result);
  result = set(function, TEXT("x"), INTEGER(1));
  assert_result(result, LUAVM_RUNTIME);
  release(result);
  luavm_ref table = kept("return {}");
  result = set(table, NIL, INTEGER(1));
  assert_true(result->status != LUAVM_OK);
  release(result);
  result = set(table, NUMBER(0.0 / 0.0), INTEGER(1));
  assert_true(result->status != LUAVM_OK);
  release(result);
  drop(function), drop(table);
  expect_answer(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_live_table_is_the_scripts_own),
      HERE(metamethods_run_under_index_and_assign),
      HERE(what_has_no_fields_is_a_runtime_error),
  };
  return RUN("fields", tests);
}
