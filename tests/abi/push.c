/* Values in: every type exactly, tables of any shape, and what is refused. */
#include "host.h"

#include <math.h>

static void scalars_arrive_as_what_they_are(void **state) {
  (void)state;
  run_true(
      "local a, b, c, d = ... return a == nil and b == true and c == false and "
      "math.type(d) == 'integer' and d == 42 and select('#', ...) == 4",
      ROW(NIL, BOOLEAN(1), BOOLEAN(0), INTEGER(42)));
  run_true("return ... == true", ROW(BOOLEAN(-5)));
  run_true("return select('#', ...) == 0", NONE);
  run_true("return select('#', ...) == 3", ROW(NIL, NIL, NIL));
}

static void integers_and_doubles_stay_apart(void **state) {
  (void)state;
  run_true(
      "local i, f = ... return math.type(i) == 'integer' and "
      "math.type(f) == 'float' and i == f",
      ROW(INTEGER(1), NUMBER(1.0)));
  run_true(
      "local a, b, c = ... return a == math.mininteger and b == math.maxinteger "
      "and c == (1 << 53) + 1 and math.type(c) == 'integer'",
      ROW(INTEGER(INT64_MIN), INTEGER(INT64_MAX), INTEGER((1ll << 53) + 1)));
}

static void doubles_keep_every_bit(void **state) {
  (void)state;
  union {
    uint64_t bits;
    double number;
  } in[] = {{.number = -0.0},
            {.number = INFINITY},
            {.number = -INFINITY},
            {.number = 5e-324},
            {.number = 1.7976931348623157e308},
            {.bits = 0x7ff8000000000001},
            {.bits = 0xfff8dead0000beef}};
  luavm_value values[COUNT(in)];
  for (size_t i = 0; i < COUNT(in); i++) values[i] = NUMBER(in[i].number);
  luavm_result *result = run("return ...", values, COUNT(in));
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, COUNT(in));
  for (size_t i = 0; i < COUNT(in); i++) {
    assert_int_equal(result->values[i].type, LUAVM_NUMBER);
    if (isnan(in[i].number))
      assert_true(isnan(result->values[i].as.number));
    else
      assert_memory_equal(&result->values[i].as.number, &in[i], 8);
  }
  release(result);
  run_true("return 1 / ... == -math.huge", ROW(NUMBER(-0.0)));
  run_true("local n = ... return n ~= n", ROW(NUMBER(NAN)));
}

static void strings_are_bytes(void **state) {
  (void)state;
  run_true(
      "local a, b, c, d = ... return a == '' and b == 'a\\0b' and "
      "c == '\\xff\\xc0\\x80' and d == ''",
      ROW(TEXT(""), TEXT("a\0b"), TEXT("\xff\xc0\x80"), BYTES(NULL, 0)));
  /* Only the length counts: there need be no NUL after it. */
  run_true("return ... == 'abc'", ROW(BYTES("abcdef", 3)));
}

static void a_string_of_100_megabytes_goes_both_ways(void **state) {
  (void)state;
  enum { LENGTH = 100 << 20 };
  vm_end(vm);
  vm = vm_make(
      VM_OPTIONS(.memory_bytes = MIB(400), .result_bytes = MIB(200), .wall_ms = 60000));
  char *text = malloc(LENGTH);
  assert_non_null(text);
  memset(text, 'x', LENGTH);
  text[LENGTH - 1] = 'y';
  luavm_result *result = run("return ...", ROW(BYTES(text, LENGTH)));
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.bytes->length, LENGTH);
  assert_memory_equal(result->values[0].as.bytes->data, text, LENGTH);
  release(result);
  free(text);
}

static void items_become_the_keys_from_one(void **state) {
  (void)state;
  luavm_value items[] = {INTEGER(10), INTEGER(20), INTEGER(30)};
  luavm_table table = {.item_count = 3, .items = items};
  run_true("local t = ... return #t == 3 and t[1] == 10 and t[3] == 30 and t[4] == nil",
           ROW(TABLE(&table)));
  luavm_table empty = {0};
  run_true("return next(...) == nil", ROW(TABLE(&empty)));
}

static void items_may_be_holes(void **state) {
  (void)state;
  luavm_value items[] = {NIL, INTEGER(2), NIL, INTEGER(4), NIL};
  luavm_table table = {.item_count = 5, .items = items};
  run_true(
      "local t, n = ..., 0 for _ in pairs(t) do n = n + 1 end "
      "return n == 2 and t[2] == 2 and t[4] == 4",
      ROW(TABLE(&table)));
}

static void keys_may_be_anything_but_nil_and_nan(void **state) {
  (void)state;
  luavm_table key = {0};
  luavm_pair pairs[] = {{BOOLEAN(0), INTEGER(1)},
                        {NUMBER(0.5), INTEGER(2)},
                        {TEXT(""), INTEGER(3)},
                        {INTEGER(INT64_MIN), INTEGER(4)},
                        {TABLE(&key), INTEGER(5)}};
  luavm_table table = {.pair_count = COUNT(pairs), .pairs = pairs};
  run_true(
      "local t, k = ... return t[false] == 1 and t[0.5] == 2 and t[''] == 3 and "
      "t[math.mininteger] == 4 and t[k] == 5",
      ROW(TABLE(&table), TABLE(&key)));
  const luavm_value refused[] = {NIL, NUMBER(NAN)};
  for (size_t i = 0; i < COUNT(refused); i++) {
    luavm_pair pair = {refused[i], INTEGER(1)};
    luavm_table bad = {.pair_count = 1, .pairs = &pair};
    luavm_result *result = run("return true", ROW(TABLE(&bad)));
    assert_result(result, LUAVM_ARGUMENT);
    release(result);
  }
}

static void one_and_one_point_zero_are_a_key_and_text_is_another(void **state) {
  (void)state;
  luavm_pair pairs[] = {{INTEGER(1), TEXT("integer")},
                        {TEXT("1"), TEXT("string")},
                        {NUMBER(1.0), TEXT("float")},
                        {NUMBER(-0.0), TEXT("zero")}};
  luavm_table table = {.pair_count = COUNT(pairs), .pairs = pairs};
  run_true(
      "local t, n = ..., 0 for k in pairs(t) do n = n + 1 "
      "if k ~= '1' and math.type(k) ~= 'integer' then return k end end "
      "return n == 3 and t[1] == 'float' and t['1'] == 'string' and t[0] == 'zero'",
      ROW(TABLE(&table)));
}

static void of_equal_keys_the_last_one_counts(void **state) {
  (void)state;
  luavm_value item = TEXT("item");
  luavm_pair pairs[] = {{TEXT("k"), INTEGER(1)},
                        {TEXT("k"), INTEGER(2)},
                        {INTEGER(1), TEXT("pair")},
                        {TEXT("gone"), INTEGER(1)},
                        {TEXT("gone"), NIL}};
  luavm_table table = {
      .item_count = 1, .items = &item, .pair_count = COUNT(pairs), .pairs = pairs};
  run_true("local t = ... return t.k == 2 and t[1] == 'pair' and t.gone == nil",
           ROW(TABLE(&table)));
}

static void a_shared_table_stays_one(void **state) {
  (void)state;
  luavm_table shared = {.id = 99};
  luavm_value twice[] = {TABLE(&shared), TABLE(&shared)};
  luavm_table outer = {.id = 99, .item_count = 2, .items = twice};
  run_true("local o, s = ... return o[1] == o[2] and o[1] == s and o ~= s",
           ROW(TABLE(&outer), TABLE(&shared)));
}

static void a_cycle_stays_one(void **state) {
  (void)state;
  luavm_pair pairs[2];
  luavm_table table = {.pair_count = 2, .pairs = pairs};
  pairs[0] = (luavm_pair){TEXT("me"), TABLE(&table)};
  pairs[1] = (luavm_pair){TABLE(&table), TEXT("key")};
  run_true("local t = ... return t.me == t and t[t] == 'key' and t.me.me.me == t",
           ROW(TABLE(&table)));
}

static void ten_thousand_levels_go_in(void **state) {
  (void)state;
  enum { DEPTH = 10000 };
  luavm_table *tables = calloc(DEPTH, sizeof *tables);
  luavm_value *values = calloc(DEPTH, sizeof *values);
  for (int i = 0; i + 1 < DEPTH; i++) {
    values[i] = TABLE(&tables[i + 1]);
    tables[i] = (luavm_table){.item_count = 1, .items = &values[i]};
  }
  run_true("local t, n = ..., 0 while t do t, n = t[1], n + 1 end return n == 10000",
           ROW(TABLE(&tables[0])));
  free(tables);
  free(values);
}

static void a_million_items_go_both_ways(void **state) {
  (void)state;
  enum { MANY = 1000000 };
  vm_end(vm);
  vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(200), .wall_ms = 60000));
  luavm_value *items = calloc(MANY, sizeof *items);
  for (int i = 0; i < MANY; i++) items[i] = INTEGER(i + 1);
  luavm_table table = {.item_count = MANY, .items = items};
  luavm_result *result = run("return ...", ROW(TABLE(&table)));
  assert_result(result, LUAVM_OK);
  const luavm_table *back = result->values[0].as.table;
  assert_int_equal(back->item_count, MANY);
  for (int i = 0; i < MANY; i += 997)
    assert_int_equal(back->items[i].as.integer, i + 1);
  release(result);
  free(items);
}

static void a_result_goes_in_again(void **state) {
  (void)state;
  luavm_result *first =
      eval(vm, "local s = {} return {s, s, name = 'x', n = 0.5}", NULL);
  assert_result(first, LUAVM_OK);
  run_true("local t = ... return t[1] == t[2] and t.name == 'x' and t.n == 0.5",
           first->values, 1);
  release(first);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(scalars_arrive_as_what_they_are),
      HERE(integers_and_doubles_stay_apart),
      HERE(doubles_keep_every_bit),
      HERE(strings_are_bytes),
      HERE(a_string_of_100_megabytes_goes_both_ways),
      HERE(items_become_the_keys_from_one),
      HERE(items_may_be_holes),
      HERE(keys_may_be_anything_but_nil_and_nan),
      HERE(one_and_one_point_zero_are_a_key_and_text_is_another),
      HERE(of_equal_keys_the_last_one_counts),
      HERE(a_shared_table_stays_one),
      HERE(a_cycle_stays_one),
      HERE(ten_thousand_levels_go_in),
      HERE(a_million_items_go_both_ways),
      HERE(a_result_goes_in_again),
  };
  return RUN("push", tests);
}
