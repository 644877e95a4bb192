/* Values and errors as they reach the host. */
#include <math.h>

#include "run.h"

static struct vm *v;

static int open_one(void **state) {
  (void)state;
  v = open_vm(LUAVM_PROFILE_STANDARD);
  return 0;
}

static int close_one(void **state) {
  (void)state;
  answers(v);
  shim_vm_close(v);
  return held() != 0 || shim_block_live() != 0;
}

static void every_scalar_arrives_exactly(void **state) {
  (void)state;
  luavm_result *r = run(
      v, "return nil, true, math.mininteger, 2^53 + 1, -0.0, 1/0, 0/0, 'a\\0b', ''");
  const luavm_value *x = r->values;
  assert_int_equal(r->value_count, 9);
  assert_int_equal(x[0].type, LUAVM_NIL);
  assert_int_equal(x[1].as.boolean, 1);
  assert_true(x[2].type == LUAVM_INTEGER && x[2].as.integer == INT64_MIN);
  assert_true(x[3].type == LUAVM_NUMBER && x[3].as.number == 9007199254740992.0);
  assert_true(x[4].as.number == 0 && signbit(x[4].as.number));
  assert_true(isinf(x[5].as.number) && isnan(x[6].as.number));
  assert_int_equal(x[7].as.bytes->length, 3);
  assert_memory_equal(x[7].as.bytes->data, "a\0b", 4);
  assert_int_equal(x[8].as.bytes->length, 0);
  done(r);
}

static void tables_split_into_items_and_pairs(void **state) {
  (void)state;
  luavm_result *r = run(
      v,
      "local h = {1, 2, 3, nil, 5} h[2] = nil "
      "return {10, 20, x = 1}, {[2] = 'b', [1] = 'a'}, h, {[1] = 1, ['1'] = 2}, {}");
  const luavm_table *t = r->values[0].as.table;
  assert_true(t->item_count == 2 && t->pair_count == 1);
  assert_int_equal(t->items[1].as.integer, 20);
  assert_string_equal(t->pairs[0].key.as.bytes->data, "x");
  t = r->values[1].as.table;
  assert_true(t->item_count == 2 && t->pair_count == 0);
  assert_string_equal(t->items[1].as.bytes->data, "b");
  t = r->values[2].as.table;
  assert_true(t->item_count == 1 && t->pair_count == 2);
  t = r->values[3].as.table;
  assert_true(t->item_count == 1 && t->pair_count == 1);
  t = r->values[4].as.table;
  assert_true(t->item_count == 0 && t->pair_count == 0);
  done(r);
}

static void shared_and_cyclic_tables_stay_one(void **state) {
  (void)state;
  luavm_result *r = run(v, "local s = {} s.me = s return {s, s}, s");
  const luavm_table *t = r->values[0].as.table;
  assert_ptr_equal(t->items[0].as.table, t->items[1].as.table);
  assert_ptr_equal(t->items[0].as.table, r->values[1].as.table);
  assert_ptr_equal(t->items[0].as.table->pairs[0].value.as.table, t->items[0].as.table);
  done(r);
}

static void depth_costs_no_c_stack(void **state) {
  (void)state;
  luavm_result *r = run(v, "local t = 7 for i = 1, 10000 do t = {t} end return t");
  const luavm_value *at = r->values;
  int depth = 0;
  for (; at->type == LUAVM_TABLE; depth++) at = at->as.table->items;
  assert_int_equal(depth, 10000);
  assert_int_equal(at->as.integer, 7);
  done(r);
}

static void what_has_no_form_is_told_apart(void **state) {
  (void)state;
  luavm_result *r =
      run(v, "local f = function() end return f, print, f, coroutine.create(f)");
  assert_int_equal(r->values[0].type, LUAVM_FUNCTION);
  assert_int_equal(r->values[3].type, LUAVM_COROUTINE);
  assert_true(r->values[0].as.opaque == r->values[2].as.opaque);
  assert_true(r->values[0].as.opaque != r->values[1].as.opaque);
  done(r);
}

static void a_result_over_its_limit_is_output_and_keeps_nothing(void **state) {
  (void)state;
  const char *source =
      "local t = {} for i = 1, 1000 do t[i] = ('x'):rep(100) end return t";
  luavm_result *r =
      run_with(v, source, strlen(source), (run_options){.result_bytes = 5000});
  assert_int_equal(r->status, LUAVM_OUTPUT);
  assert_int_equal(r->value_count, 0);
  done(r);
}

static void printed_output_stops_at_its_cap(void **state) {
  (void)state;
  const char *source = "print('a', 1, nil) while true do print('0123456789') end";
  luavm_result *r =
      run_with(v, source, strlen(source), (run_options){.output_bytes = 100});
  assert_int_equal(r->status, LUAVM_OUTPUT);
  assert_int_equal(r->output.length, 100);
  assert_memory_equal(r->output.data, "a\t1\tnil\n0123456789\n", 19);
  done(r);
}

static void syntax_errors_name_their_line(void **state) {
  (void)state;
  luavm_result *r = run(v, "local a = 1\n\nx = = 2");
  assert_int_equal(r->status, LUAVM_SYNTAX);
  assert_string_equal(r->source.data, "test.lua");
  assert_int_equal(r->line, 3);
  done(r);
  expect(v, "\xEF\xBB\xBF#!/usr/bin/lua\nassert(select('#') == 0)", LUAVM_OK);
  r = run(v, "#!shebang\nerror('x')");
  assert_int_equal(r->line, 2);
  done(r);
}

static void runtime_errors_have_a_traceback(void **state) {
  (void)state;
  luavm_result *r = run(v, "local function f()\n error('boom')\nend\nf()");
  assert_int_equal(r->status, LUAVM_RUNTIME);
  assert_string_equal(r->message.data, "test.lua:2: boom");
  assert_int_equal(r->line, 2);
  assert_non_null(strstr(r->traceback.data, "test.lua:2: in "));
  assert_non_null(strstr(r->traceback.data, "test.lua:4: in main chunk"));
  done(r);
}

static void error_values_of_every_kind_are_described(void **state) {
  (void)state;
  static const char *const sources[] = {
      "error()",
      "error(nil)",
      "error(true)",
      "error({})",
      "error(print)",
      "error(12)",
      "error(coroutine.create(print))",
      "local e = {} e.e = e error(e)",
      "error(setmetatable({}, {__tostring = function() error('inner') end}))",
      "error(setmetatable({}, {__tostring = function() return 5 end}))",
      "error(setmetatable({}, {__name = ('n'):rep(1 << 22)}))",
      "error(('m'):rep(1 << 20), 0)"};
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
    luavm_result *r = run(v, sources[i]);
    assert_int_equal(r->status, LUAVM_RUNTIME);
    assert_true(r->message.length <= 8192);
    done(r);
  }
  luavm_result *r =
      run(v, "error(setmetatable({}, {__tostring = function() return 'own' end}))");
  assert_string_equal(r->message.data, "own");
  done(r);
}

int main(void) {
#define VALUE_TEST(f) cmocka_unit_test_setup_teardown(f, open_one, close_one)
  const struct CMUnitTest tests[] = {
      VALUE_TEST(every_scalar_arrives_exactly),
      VALUE_TEST(tables_split_into_items_and_pairs),
      VALUE_TEST(shared_and_cyclic_tables_stay_one),
      VALUE_TEST(depth_costs_no_c_stack),
      VALUE_TEST(what_has_no_form_is_told_apart),
      VALUE_TEST(a_result_over_its_limit_is_output_and_keeps_nothing),
      VALUE_TEST(printed_output_stops_at_its_cap),
      VALUE_TEST(syntax_errors_name_their_line),
      VALUE_TEST(runtime_errors_have_a_traceback),
      VALUE_TEST(error_values_of_every_kind_are_described),
  };
  return RUN_TESTS("value", tests);
}
