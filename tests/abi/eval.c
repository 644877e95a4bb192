/* Sources, chunk names, environments, captured output and script errors. */
#include "abi.h"

static void an_empty_source_returns_nothing(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  const char *const sources[] = {NULL, "", "x"};
  for (size_t i = 0; i < COUNT(sources); i++) {
    luavm_result *result = eval_bytes(vm, sources[i], 0, NULL);
    assert_result(result, LUAVM_OK);
    assert_int_equal(result->value_count, 0);
    release(result);
  }
  vm_end(vm);
}

static void a_result_is_not_required(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  assert_status(vm_eval(vm, "return 1", 8, NULL, NULL), LUAVM_OK);
  assert_status(vm_eval(vm, "error(1)", 8, NULL, NULL), LUAVM_RUNTIME);
  assert_status(vm_eval(vm, NULL, 5, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(vm_eval(0, "return 1", 8, NULL, NULL), LUAVM_HANDLE);
  vm_end(vm);
}

static void only_the_given_length_is_read(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval_bytes(vm, "return 12345", 9, NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 12);
  release(result);
  vm_end(vm);
}

static void a_source_is_bytes_not_text(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "return '\xff\xfe\xc0\x80'", NULL);
  assert_result(result, LUAVM_OK);
  assert_bytes(result->values[0].as.bytes, "\xff\xfe\xc0\x80", 4);
  release(result);
  static const char zero[] = "return 'a\0b' --\0";
  result = eval_bytes(vm, zero, sizeof zero - 1, NULL);
  assert_result(result, LUAVM_OK);
  assert_bytes(result->values[0].as.bytes, "a\0b", 3);
  release(result);
  vm_end(vm);
}

static void a_byte_order_mark_and_a_hash_line_are_skipped(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  expect_true(vm, "\xEF\xBB\xBFreturn true");
  expect_true(vm, "#!/usr/bin/env lua\nreturn true");
  expect_true(vm, "\xEF\xBB\xBF#!/usr/bin/env lua\nreturn true");
  expect(vm, LUAVM_OK, "#only a comment");
  expect(vm, LUAVM_OK, "\xEF\xBB\xBF");
  luavm_result *result = eval(vm, "#first\nerror('second')", NULL);
  assert_int_equal(result->line, 2);
  release(result);
  vm_end(vm);
}

static void a_precompiled_chunk_is_sandbox(void **state) {
  (void)state;
  static const char chunk[] = "\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08";
  static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                      LUAVM_PROFILE_TRUSTED};
  for (size_t i = 0; i < COUNT(profiles); i++) {
    luavm_vm vm = vm_make(VM_OPTIONS(.profile = profiles[i]));
    luavm_result *result = eval_bytes(vm, chunk, sizeof chunk - 1, NULL);
    assert_result(result, LUAVM_SANDBOX);
    release(result);
    result = eval_bytes(vm, "\x1b", 1, NULL);
    assert_result(result, LUAVM_SANDBOX);
    release(result);
    expect(vm, LUAVM_SANDBOX, "\xEF\xBB\xBF\x1bLua");
    vm_end(vm);
  }
}

static void what_the_profile_forbids_is_sandbox(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  expect(vm, LUAVM_SANDBOX, "string.format = nil");
  expect(vm, LUAVM_SANDBOX, "rawset(math, 'pi', 3)");
  expect(vm, LUAVM_SANDBOX, "getmetatable('').__index = nil");
  expect(vm, LUAVM_SANDBOX, "setmetatable({}, {__gc = function() end})");
  expect_true(vm, "return not pcall(function() string.x = 1 end)");
  expect(vm, LUAVM_RUNTIME, "error('sandbox: so says the script')");
  vm_end(vm);
}

static void a_syntax_error_names_its_line(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "local x = 1\n\nx = = 2", NULL);
  assert_result(result, LUAVM_SYNTAX);
  assert_int_equal(result->line, 3);
  assert_text(&result->source, "script");
  assert_result_names(result, "script:3:");
  release(result);
  expect(vm, LUAVM_SYNTAX, "goto nowhere");
  expect(vm, LUAVM_SYNTAX, "return '\\xZZ'");
  expect(vm, LUAVM_SYNTAX, "for");
  vm_end(vm);
}

static void a_runtime_error_names_its_place_and_keeps_the_output(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  const char *source =
      "print('before')\nlocal function f()\n  error('bad')\nend\nf() f()";
  luavm_result *result =
      eval(vm, source, EVAL_OPTIONS(.chunk_name = "rules.lua", .chunk_name_length = 9));
  assert_result(result, LUAVM_RUNTIME);
  assert_result_names(result, "rules.lua:3: bad");
  assert_text(&result->source, "rules.lua");
  assert_int_equal(result->line, 3);
  assert_text(&result->output, "before\n");
  const char *inner = strstr(result->traceback.data, "rules.lua:3");
  const char *outer = strstr(result->traceback.data, "rules.lua:5");
  assert_non_null(inner);
  assert_non_null(outer);
  assert_true(inner < outer);
  release(result);
  vm_end(vm);
}

static void an_error_may_be_any_value(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  expect(vm, LUAVM_RUNTIME, "error()");
  expect(vm, LUAVM_RUNTIME, "error(nil)");
  expect(vm, LUAVM_RUNTIME, "error({})");
  expect(vm, LUAVM_RUNTIME, "error(print)");
  expect(vm, LUAVM_RUNTIME, "error('')");
  expect(vm, LUAVM_RUNTIME, "error(setmetatable({}, {__tostring = error}))");
  expect(vm, LUAVM_RUNTIME,
         "error(setmetatable({}, {__tostring = function() return 1 end}))");
  expect(vm, LUAVM_RUNTIME, "error(('x'):rep(1000000))");
  luavm_result *result = eval(
      vm, "error(setmetatable({}, {__tostring = function() return 'told' end}))", NULL);
  assert_text(&result->message, "told");
  release(result);
  vm_end(vm);
}

static void a_chunk_name_may_hold_any_bytes(void **state) {
  (void)state;
  static const char name[] = "a\nb\0c\x7f\xff";
  luavm_vm vm = vm_make(NULL);
  luavm_result *result =
      eval(vm, "error('x')", EVAL_OPTIONS(.chunk_name = name, .chunk_name_length = 7));
  assert_result(result, LUAVM_RUNTIME);
  assert_memory_equal(result->source.data, "a?b?c?", 6);
  assert_null(strchr(result->message.data, '\n'));
  release(result);
  vm_end(vm);
}

static void a_chunk_name_may_be_empty_or_4096_bytes(void **state) {
  (void)state;
  static char name[4097];
  memset(name, 'n', sizeof name);
  luavm_vm vm = vm_make(NULL);
  expect_with(vm, LUAVM_OK, "return 1",
              EVAL_OPTIONS(.chunk_name = name, .chunk_name_length = 4096));
  expect_with(vm, LUAVM_ARGUMENT, "return 1",
              EVAL_OPTIONS(.chunk_name = name, .chunk_name_length = 4097));
  luavm_result *result =
      eval(vm, "error('x')", EVAL_OPTIONS(.chunk_name = "", .chunk_name_length = 0));
  assert_text(&result->source, "script");
  release(result);
  vm_end(vm);
}

static void each_eval_has_a_fresh_environment(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  expect(vm, LUAVM_OK, "x = 1 _G.y = 2 print = nil");
  expect_true(vm, "return x == nil and y == nil and print ~= nil and _G.x == nil");
  vm_end(vm);
}

static void the_kept_environment_lasts_and_stays_apart(void **state) {
  (void)state;
  const luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  luavm_vm vm = vm_make(NULL), other = vm_make(NULL);
  expect_with(vm, LUAVM_OK, "x = 1 function twice(n) return n * 2 end", keep);
  expect_true(vm, "return x == nil and twice == nil");
  expect_with(vm, LUAVM_RUNTIME, "x = x + 1 error('later')", keep);
  expect_with(vm, LUAVM_OK, "assert(x == 2 and twice(4) == 8)", keep);
  expect_with(other, LUAVM_OK, "assert(x == nil)", keep);
  vm_end(other);
  vm_end(vm);
}

static void print_is_captured_byte_for_byte(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "print('a\\0b', 1, nil, true, 1.5) print()", NULL);
  assert_result(result, LUAVM_OK);
  static const char want[] = "a\0b\t1\tnil\ttrue\t1.5\n\n";
  assert_bytes(&result->output, want, sizeof want - 1);
  release(result);
  result = eval(vm, "return 1", NULL);
  assert_int_equal(result->output.length, 0);
  release(result);
  vm_end(vm);
}

static void a_result_outlives_its_vm(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result =
      eval(vm, "print('out') return {('x'):rep(1e5), {'deep'}}", NULL);
  luavm_result *failed = eval(vm, "error('kept')", NULL);
  vm_end(vm);
  assert_result(result, LUAVM_OK);
  assert_text(&result->output, "out\n");
  const luavm_value *items = result->values[0].as.table->items;
  assert_int_equal(items[0].as.bytes->length, 100000);
  assert_int_equal(items[0].as.bytes->data[99999], 'x');
  assert_text(items[1].as.table->items[0].as.bytes, "deep");
  assert_result_names(failed, "kept");
  release(failed);
  release(result);
}

static void usage_tells_what_an_eval_spent(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result =
      eval(vm, "for i = 1, 10000 do end local s = ('x'):rep(1e6)", NULL);
  assert_result(result, LUAVM_OK);
  assert_true(result->usage.fuel >= 10000);
  assert_true(result->usage.wall_ns > 0);
  assert_true(result->usage.cpu_ns > 0);
  assert_true(result->usage.memory_peak_bytes >= 1000000);
  assert_true(result->usage.memory_peak_bytes >= result->usage.memory_bytes);
  release(result);
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(an_empty_source_returns_nothing),
      TEST(a_result_is_not_required),
      TEST(only_the_given_length_is_read),
      TEST(a_source_is_bytes_not_text),
      TEST(a_byte_order_mark_and_a_hash_line_are_skipped),
      TEST(a_precompiled_chunk_is_sandbox),
      TEST(what_the_profile_forbids_is_sandbox),
      TEST(a_syntax_error_names_its_line),
      TEST(a_runtime_error_names_its_place_and_keeps_the_output),
      TEST(an_error_may_be_any_value),
      TEST(a_chunk_name_may_hold_any_bytes),
      TEST(a_chunk_name_may_be_empty_or_4096_bytes),
      TEST(each_eval_has_a_fresh_environment),
      TEST(the_kept_environment_lasts_and_stays_apart),
      TEST(print_is_captured_byte_for_byte),
      TEST(a_result_outlives_its_vm),
      TEST(usage_tells_what_an_eval_spent),
  };
  return RUN("eval", tests);
}
