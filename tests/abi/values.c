/* Returned values: every type, the edges of numbers, tables of any shape. */
#include "abi.h"

#include <math.h>

static luavm_vm vm;
static luavm_result *last;

static const luavm_value *values(const char *source, size_t count) {
  release(last);
  last = eval(vm, source, NULL);
  assert_result(last, LUAVM_OK);
  assert_int_equal(last->value_count, count);
  for (size_t i = 0; i < count; i++) assert_int_equal(last->values[i].flags, 0);
  return last->values;
}

static const luavm_table *table(const char *source) {
  const luavm_value *v = values(source, 1);
  assert_int_equal(v->type, LUAVM_TABLE);
  return v->as.table;
}

static const luavm_value *pair(const luavm_table *t, const char *key) {
  for (size_t i = 0; i < t->pair_count; i++) {
    const luavm_value *k = &t->pairs[i].key;
    if (k->type == LUAVM_BYTES && strcmp(k->as.bytes->data, key) == 0)
      return &t->pairs[i].value;
  }
  fail_msg("no key \"%s\"", key);
  return NULL;
}

static int open_vm(void **state) {
  ledger_read(state);
  last = NULL;
  vm = vm_make(NULL);
  return 0;
}

static int close_vm(void **state) {
  release(last);
  vm_end(vm);
  return ledger_even(state);
}

static void nil_and_booleans_and_nothing(void **state) {
  (void)state;
  const luavm_value *v = values("return nil, true, false, nil", 4);
  assert_int_equal(v[0].type, LUAVM_NIL);
  assert_int_equal(v[1].type, LUAVM_BOOLEAN);
  assert_int_equal(v[1].as.boolean, 1);
  assert_int_equal(v[2].type, LUAVM_BOOLEAN);
  assert_int_equal(v[2].as.boolean, 0);
  assert_int_equal(v[3].type, LUAVM_NIL);
  values("return", 0);
  values("local x = 1", 0);
}

static void integers_keep_every_bit(void **state) {
  (void)state;
  static const int64_t want[] = {INT64_MIN, INT64_MAX,        INT64_MIN + 1,
                                 0,         9007199254740993, -9007199254740993};
  const luavm_value *v = values(
      "return math.mininteger, math.maxinteger, -math.maxinteger, 0, "
      "9007199254740993, -9007199254740993",
      COUNT(want));
  for (size_t i = 0; i < COUNT(want); i++) {
    assert_int_equal(v[i].type, LUAVM_INTEGER);
    assert_true(v[i].as.integer == want[i]);
  }
}

static void floats_come_as_they_are(void **state) {
  (void)state;
  const luavm_value *v =
      values("return -0.0, 1/0, -1/0, 0/0, 2.0, 2^53, 5e-324, 1e308", 8);
  for (size_t i = 0; i < 8; i++) assert_int_equal(v[i].type, LUAVM_NUMBER);
  assert_true(v[0].as.number == 0 && signbit(v[0].as.number));
  assert_true(isinf(v[1].as.number) && v[1].as.number > 0);
  assert_true(isinf(v[2].as.number) && v[2].as.number < 0);
  assert_true(isnan(v[3].as.number));
  assert_true(v[4].as.number == 2.0);
  assert_true(v[5].as.number == 9007199254740992.0);
  assert_true(v[6].as.number == 5e-324 && v[6].as.number > 0);
  assert_true(v[7].as.number == 1e308);
}

static void strings_hold_any_bytes(void **state) {
  (void)state;
  const luavm_value *v = values("return '', 'a\\0b', '\\xff\\xfe', ('z'):rep(100)", 4);
  for (size_t i = 0; i < 4; i++) assert_int_equal(v[i].type, LUAVM_BYTES);
  assert_bytes(v[0].as.bytes, "", 0);
  assert_bytes(v[1].as.bytes, "a\0b", 3);
  assert_bytes(v[2].as.bytes, "\xff\xfe", 2);
  assert_int_equal(v[3].as.bytes->length, 100);
}

static void a_list_is_items_alone(void **state) {
  (void)state;
  const luavm_table *t = table("return {10, 20, 30}");
  assert_true(t->id == 1);
  assert_int_equal(t->item_count, 3);
  assert_int_equal(t->pair_count, 0);
  for (int i = 0; i < 3; i++) assert_int_equal(t->items[i].as.integer, (i + 1) * 10);
  t = table("return {[3] = 30, [2] = 20, [1] = 10}");
  assert_int_equal(t->item_count, 3);
  assert_int_equal(t->pair_count, 0);
  assert_int_equal(t->items[2].as.integer, 30);
  t = table("local t = {} for i = 100, 1, -1 do t[i] = i end t[1.0] = 'one' return t");
  assert_int_equal(t->item_count, 100);
  assert_text(t->items[0].as.bytes, "one");
  assert_int_equal(t->items[99].as.integer, 100);
}

static void a_hole_ends_the_items(void **state) {
  (void)state;
  const luavm_table *t = table("return {1, 2, nil, 4}");
  assert_int_equal(t->item_count, 2);
  assert_int_equal(t->pair_count, 1);
  assert_int_equal(t->pairs[0].key.type, LUAVM_INTEGER);
  assert_int_equal(t->pairs[0].key.as.integer, 4);
  assert_int_equal(t->pairs[0].value.as.integer, 4);
  t = table("return {nil, nil, 3}");
  assert_int_equal(t->item_count, 0);
  assert_int_equal(t->pair_count, 1);
}

static void an_empty_table_is_empty(void **state) {
  (void)state;
  const luavm_table *t = table("return {}");
  assert_int_equal(t->item_count, 0);
  assert_int_equal(t->pair_count, 0);
}

static void one_and_the_string_1_are_two_keys(void **state) {
  (void)state;
  const luavm_table *t = table("return {[1] = 'number', ['1'] = 'string'}");
  assert_int_equal(t->item_count, 1);
  assert_text(t->items[0].as.bytes, "number");
  assert_int_equal(t->pair_count, 1);
  assert_text(pair(t, "1")->as.bytes, "string");
}

static void keys_may_be_any_value(void **state) {
  (void)state;
  const luavm_table *t = table(
      "return {[0] = 0, [-1] = 1, [1.5] = 2, [true] = 3, [{}] = 4, [print] = 5,"
      "[math.mininteger] = 6, ['a\\0b'] = 7}");
  assert_int_equal(t->item_count, 0);
  assert_int_equal(t->pair_count, 8);
  int seen = 0;
  for (size_t i = 0; i < t->pair_count; i++) {
    static const int types[] = {LUAVM_INTEGER, LUAVM_INTEGER, LUAVM_NUMBER,
                                LUAVM_BOOLEAN, LUAVM_TABLE,   LUAVM_FUNCTION,
                                LUAVM_INTEGER, LUAVM_BYTES};
    int which = (int)t->pairs[i].value.as.integer;
    assert_in_range(which, 0, 7);
    assert_int_equal(t->pairs[i].key.type, types[which]);
    seen |= 1 << which;
  }
  assert_int_equal(seen, 255);
}

static void a_shared_table_is_one_table(void **state) {
  (void)state;
  const luavm_value *v = values("local s = {'s'} return s, {s, s}, {s}", 3);
  assert_ptr_equal(v[0].as.table, v[1].as.table->items[0].as.table);
  assert_ptr_equal(v[0].as.table, v[1].as.table->items[1].as.table);
  assert_ptr_equal(v[0].as.table, v[2].as.table->items[0].as.table);
  assert_true(v[0].as.table->id != v[1].as.table->id);
  assert_true(v[1].as.table->id != v[2].as.table->id);
  assert_text(v[0].as.table->items[0].as.bytes, "s");
}

static void a_cycle_is_kept(void **state) {
  (void)state;
  const luavm_table *t =
      table("local t = {} t.me = t t[1] = {up = t} t[t] = t return t");
  assert_ptr_equal(pair(t, "me")->as.table, t);
  assert_ptr_equal(pair(t->items[0].as.table, "up")->as.table, t);
  assert_int_equal(t->pair_count, 2);
}

static void ten_thousand_levels_are_kept(void **state) {
  (void)state;
  const luavm_table *t = table("local t = {} for i = 2, 10000 do t = {t} end return t");
  int depth = 1;
  for (; t->item_count == 1; depth++) {
    assert_int_equal(t->items[0].type, LUAVM_TABLE);
    t = t->items[0].as.table;
  }
  assert_int_equal(depth, 10000);
}

static void two_ways_down_each_of_sixty_levels_stay_small(void **state) {
  (void)state;
  const luavm_table *t = table("local t = {} for i = 1, 60 do t = {t, t} end return t");
  assert_ptr_equal(t->items[0].as.table, t->items[1].as.table);
  assert_true(last->usage.memory_peak_bytes < MIB(1));
}

static void metamethods_are_not_asked(void **state) {
  (void)state;
  const luavm_table *t = table(
      "return setmetatable({1}, {__index = error, __pairs = error, __len = error,"
      "__tostring = error, __close = error})");
  assert_int_equal(t->item_count, 1);
  assert_int_equal(t->pair_count, 0);
}

static void what_has_no_form_outside_has_a_number(void **state) {
  (void)state;
  const luavm_value *v = values(
      "local f, g = function() end, function() return 1 end "
      "local c = coroutine.create(f) return f, g, f, c, {f}, coroutine.create(g), "
      "print",
      7);
  assert_int_equal(v[0].type, LUAVM_FUNCTION);
  assert_int_equal(v[3].type, LUAVM_COROUTINE);
  assert_int_equal(v[6].type, LUAVM_FUNCTION);
  assert_true(v[0].as.opaque == v[2].as.opaque);
  assert_true(v[0].as.opaque == v[4].as.table->items[0].as.opaque);
  assert_true(v[0].as.opaque != v[1].as.opaque);
  assert_true(v[0].as.opaque != v[6].as.opaque);
  assert_true(v[3].as.opaque != v[5].as.opaque);
}

static void userdata_has_a_number_too(void **state) {
  (void)state;
  luavm_vm trusted = vm_make(VM_OPTIONS(.profile = LUAVM_PROFILE_TRUSTED));
  luavm_result *result = eval(trusted, "return io.stdout, io.stderr, io.stdout", NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].type, LUAVM_USERDATA);
  assert_true(result->values[0].as.opaque == result->values[2].as.opaque);
  assert_true(result->values[0].as.opaque != result->values[1].as.opaque);
  release(result);
  vm_end(trusted);
}

static void many_values_come_in_order(void **state) {
  (void)state;
  const luavm_value *v = values(
      "local t = {} for i = 1, 5000 do t[i] = i end "
      "return table.unpack(t)",
      5000);
  for (int i = 0; i < 5000; i++) assert_int_equal(v[i].as.integer, i + 1);
}

#define HERE(name) cmocka_unit_test_setup_teardown(name, open_vm, close_vm)

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(nil_and_booleans_and_nothing),
      HERE(integers_keep_every_bit),
      HERE(floats_come_as_they_are),
      HERE(strings_hold_any_bytes),
      HERE(a_list_is_items_alone),
      HERE(a_hole_ends_the_items),
      HERE(an_empty_table_is_empty),
      HERE(one_and_the_string_1_are_two_keys),
      HERE(keys_may_be_any_value),
      HERE(a_shared_table_is_one_table),
      HERE(a_cycle_is_kept),
      HERE(ten_thousand_levels_are_kept),
      HERE(two_ways_down_each_of_sixty_levels_stay_small),
      HERE(metamethods_are_not_asked),
      HERE(what_has_no_form_outside_has_a_number),
      HERE(userdata_has_a_number_too),
      HERE(many_values_come_in_order),
  };
  return RUN("values", tests);
}
