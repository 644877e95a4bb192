/* Sources loaded once and functions called: arguments, environments, limits. */
#include "host.h"

static void a_source_is_loaded_once_and_called_often(void **state) {
  (void)state;
  luavm_ref add = load("local a, b = ... return a + b", NULL);
  for (int64_t i = 0; i < 1000; i++) {
    luavm_result *result = call(FUNCTION(add), ROW(INTEGER(i), INTEGER(1)), NULL);
    assert_result(result, LUAVM_OK);
    assert_int_equal(result->values[0].as.integer, i + 1);
    assert_true(result->usage.cpu_ns == 0);
    assert_true(result->usage.fuel > 0);
    release(result);
  }
  drop(add);
}

static void loading_runs_nothing(void **state) {
  (void)state;
  drop(load("error('ran')", NULL));
  drop(load("while true do end", NULL));
}

static void a_source_that_is_none_is_syntax(void **state) {
  (void)state;
  luavm_ref function = 77;
  luavm_result *result = NULL;
  assert_status(vm_load(vm, "return +", 8, NULL, &function, &result), LUAVM_SYNTAX);
  check_result(result, LUAVM_SYNTAX);
  assert_int_equal(result->line, 1);
  assert_true(function == 0);
  release(result);
  function = 77;
  assert_status(vm_load(vm, "\x1bLua", 4, NULL, &function, NULL), LUAVM_SANDBOX);
  assert_true(function == 0);
  assert_status(vm_load(vm, "x", 1, NULL, NULL, NULL), LUAVM_ARGUMENT);
  function = 77;
  assert_status(vm_load(0, "return", 6, NULL, &function, NULL), LUAVM_HANDLE);
  assert_true(function == 0);
  function = 77;
  assert_status(vm_load(vm, NULL, 6, NULL, &function, NULL), LUAVM_ARGUMENT);
  assert_true(function == 0);
}

static void the_calls_of_a_chunk_share_an_environment(void **state) {
  (void)state;
  luavm_ref one = load("n = (n or 0) + 1 return n", NULL);
  luavm_ref two = load("n = (n or 0) + 1 return n", NULL);
  for (int64_t i = 1; i <= 3; i++) {
    luavm_result *result = call(FUNCTION(one), NONE, NULL);
    assert_int_equal(result->values[0].as.integer, i);
    release(result);
  }
  luavm_result *result = call(FUNCTION(two), NONE, NULL);
  assert_int_equal(result->values[0].as.integer, 1);
  release(result);
  eval_ends("assert(n == nil)", LUAVM_OK);
  drop(one), drop(two);
}

static void a_chunk_may_use_the_lasting_environment(void **state) {
  (void)state;
  luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  luavm_ref function = load("n = (n or 0) + 1 return n", keep);
  release(call(FUNCTION(function), NONE, NULL));
  assert_int_equal(eval_integer("return n", keep), 1);
  drop(function);
}

static void a_chunk_has_the_name_it_was_loaded_with(void **state) {
  (void)state;
  luavm_ref function = load("\n\nerror('oops')", EVAL_OPTIONS(.chunk_name = "rules.lua",
                                                              .chunk_name_length = 9));
  luavm_result *result = call(FUNCTION(function), NONE, NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_text(&result->source, "rules.lua");
  assert_int_equal(result->line, 3);
  assert_names(result->traceback.data, "rules.lua:3");
  release(result);
  drop(function);
}

static void a_path_names_a_global_function(void **state) {
  (void)state;
  luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  release(eval(vm,
               "function hello() return 'hello' end "
               "lib = {deep = {add = function(a, b) return a + b end}} n = 5",
               keep));
  luavm_result *result = call(TEXT("hello"), NONE, NULL);
  assert_result(result, LUAVM_OK);
  assert_text(result->values[0].as.bytes, "hello");
  release(result);
  result = call(TEXT("lib.deep.add"), ROW(INTEGER(2), INTEGER(3)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 5);
  release(result);
  result = call(TEXT("math.max"), ROW(INTEGER(2), INTEGER(3)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 3);
  release(result);
  const luavm_value none[] = {TEXT("nothing"), TEXT("lib.nothing"), TEXT("n"),
                              TEXT("n.x"), TEXT("hello.x")};
  for (size_t i = 0; i < COUNT(none); i++) {
    result = call(none[i], NONE, NULL);
    assert_result(result, LUAVM_RUNTIME);
    release(result);
  }
}

static void whatever_can_be_called_is_called(void **state) {
  (void)state;
  luavm_result *kept = eval(vm,
                            "return setmetatable({}, {__call = function(self, a) "
                            "return type(self) .. a end}), {}",
                            EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_TABLES));
  luavm_result *result = call(kept->values[0], ROW(TEXT("!")), NULL);
  assert_result(result, LUAVM_OK);
  assert_text(result->values[0].as.bytes, "table!");
  release(result);
  result = call(kept->values[1], NONE, NULL);
  assert_result(result, LUAVM_RUNTIME);
  release(result);
  drop(kept->values[0].as.reference), drop(kept->values[1].as.reference);
  release(kept);
}

static void what_cannot_be_called_is_an_error(void **state) {
  (void)state;
  luavm_table table = {0};
  const luavm_value wrong[] = {NIL, INTEGER(1), BOOLEAN(1), NUMBER(1), TABLE(&table)};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    luavm_result *result = call(wrong[i], NONE, NULL);
    assert_result(result, LUAVM_RUNTIME);
    release(result);
  }
  const luavm_value none[] = {FUNCTION(0), FUNCTION(12345), {.type = 77}};
  for (size_t i = 0; i < COUNT(none); i++) {
    luavm_result *result = call(none[i], NONE, NULL);
    assert_result(result, LUAVM_ARGUMENT);
    release(result);
  }
  luavm_result *result = NULL;
  assert_status(vm_call(vm, NULL, NULL, 0, NULL, &result), LUAVM_ARGUMENT);
  release(result);
  luavm_value print = TEXT("print");
  assert_status(vm_call(vm, &print, NULL, 1, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(vm_call(0, &print, NULL, 0, NULL, NULL), LUAVM_HANDLE);
}

static void the_error_value_comes_as_it_is(void **state) {
  (void)state;
  luavm_result *result = run("error({code = 42})", NONE);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_TABLE);
  assert_int_equal(result->error.as.table->pairs[0].value.as.integer, 42);
  release(result);
  result = run("error('text', 0)", NONE);
  assert_int_equal(result->error.type, LUAVM_BYTES);
  assert_text(result->error.as.bytes, "text");
  release(result);
  result = run("error(7)", NONE);
  assert_int_equal(result->error.type, LUAVM_INTEGER);
  assert_int_equal(result->error.as.integer, 7);
  release(result);
  result = run("error()", NONE);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_NIL);
  release(result);
  result = run("string.format = 1", NONE);
  assert_result(result, LUAVM_SANDBOX);
  assert_int_equal(result->error.type, LUAVM_BYTES);
  release(result);
  result = run("error(print)", NONE);
  assert_int_equal(result->error.type, LUAVM_FUNCTION);
  release(result);
}

static void an_error_value_may_be_kept(void **state) {
  (void)state;
  luavm_ref function = load("error(setmetatable({n = 1}, {}))", NULL);
  luavm_result *result =
      call(FUNCTION(function), NONE, EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_TABLES));
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_TABLE);
  assert_int_equal(result->error.flags, LUAVM_VALUE_REFERENCE);
  drop(result->error.as.reference);
  release(result);
  drop(function);
}

static void limits_hold_for_calls(void **state) {
  (void)state;
  luavm_ref loop = load("while true do end", NULL);
  luavm_result *result = call(FUNCTION(loop), NONE, EVAL_OPTIONS(.fuel = 5000));
  assert_result(result, LUAVM_FUEL);
  release(result);
  result = call(FUNCTION(loop), NONE, EVAL_OPTIONS(.wall_ms = 20));
  assert_result(result, LUAVM_TIMEOUT);
  release(result);
  luavm_ref big = load("return ('x'):rep(5000)", NULL);
  result = call(FUNCTION(big), NONE, EVAL_OPTIONS(.result_bytes = 1000));
  assert_result(result, LUAVM_OUTPUT);
  release(result);
  luavm_ref print = load("for i = 1, 1000 do print(i) end", NULL);
  result = call(FUNCTION(print), NONE, EVAL_OPTIONS(.output_bytes = 100));
  assert_result(result, LUAVM_OUTPUT);
  release(result);
  drop(loop), drop(big), drop(print);
  expect_answer(vm);
}

static void the_same_call_spends_the_same(void **state) {
  (void)state;
  luavm_ref function =
      load("local n = 0 for i = 1, ... do n = n + i end return n", NULL);
  uint64_t fuel = 0;
  for (int i = 0; i < 10; i++) {
    luavm_result *result = call(FUNCTION(function), ROW(INTEGER(1000)), NULL);
    if (i == 0) fuel = result->usage.fuel;
    assert_true(result->usage.fuel == fuel);
    release(result);
  }
  assert_true(fuel >= 1000);
  drop(function);
}

static void an_unknown_flag_is_argument(void **state) {
  (void)state;
  luavm_ref function = load("return 1", NULL);
  luavm_result *result =
      call(FUNCTION(function), NONE, EVAL_OPTIONS(.flags = 1u << 20));
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  result = call(FUNCTION(function), NONE, &(luavm_eval_options){.struct_size = 3});
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  drop(function);
}

static void nothing_waits_so_nothing_is_resumed(void **state) {
  (void)state;
  luavm_result *result = resume(LUAVM_OK, NONE, NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  result = resume(LUAVM_CANCELLED, NONE, NULL);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  assert_status(vm_resume(0, LUAVM_OK, NULL, 0, NULL, NULL), LUAVM_HANDLE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_source_is_loaded_once_and_called_often),
      HERE(loading_runs_nothing),
      HERE(a_source_that_is_none_is_syntax),
      HERE(the_calls_of_a_chunk_share_an_environment),
      HERE(a_chunk_may_use_the_lasting_environment),
      HERE(a_chunk_has_the_name_it_was_loaded_with),
      HERE(a_path_names_a_global_function),
      HERE(whatever_can_be_called_is_called),
      HERE(what_cannot_be_called_is_an_error),
      HERE(the_error_value_comes_as_it_is),
      HERE(an_error_value_may_be_kept),
      HERE(limits_hold_for_calls),
      HERE(the_same_call_spends_the_same),
      HERE(an_unknown_flag_is_argument),
      HERE(nothing_waits_so_nothing_is_resumed),
  };
  return RUN("calls", tests);
}
