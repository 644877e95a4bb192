/* Values in that are none, or too many. */
#include "host.h"

static void a_string_over_the_memory_limit_is_memory(void **state) {
  (void)state;
  size_t length = 64 << 20;
  char *text = calloc(length, 1);
  assert_non_null(text);
  luavm_ref function = load("return #...", NULL);
  luavm_result *result = call(FUNCTION(function), ROW(BYTES(text, length)), NULL);
  assert_result(result, LUAVM_MEMORY);
  release(result);
  result = call(FUNCTION(function), ROW(BYTES(text, 100)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 100);
  release(result);
  drop(function);
  free(text);
}

static void ten_thousand_arguments_and_no_more(void **state) {
  (void)state;
  static luavm_value many[LUAVM_ARGUMENT_MAX + 1];
  for (size_t i = 0; i < COUNT(many); i++) many[i] = INTEGER((int64_t)i);
  run_true("return select('#', ...) == 10000 and select(10000, ...) == 9999", many,
           LUAVM_ARGUMENT_MAX);
  luavm_result *result = run("return 1", many, LUAVM_ARGUMENT_MAX + 1);
  assert_result(result, LUAVM_ARGUMENT);
  assert_result_names(result, "10000");
  release(result);
}

static void what_is_no_value_is_argument(void **state) {
  (void)state;
  luavm_table no_items = {.item_count = 1}, no_pairs = {.pair_count = 1};
  const luavm_value bad[] = {
      {.type = 9},
      {.type = -1},
      {.type = LUAVM_INTEGER, .flags = 8},
      {.type = LUAVM_INTEGER, .flags = LUAVM_VALUE_TAKE},
      {.type = LUAVM_BYTES},
      {.type = LUAVM_TABLE},
      {.type = LUAVM_FUNCTION, .as.opaque = 1},
      {.type = LUAVM_COROUTINE, .as.opaque = 1},
      {.type = LUAVM_USERDATA, .as.opaque = 1},
      {.type = LUAVM_USERDATA, .flags = LUAVM_VALUE_OBJECT},
      FUNCTION(0),
      FUNCTION(0x1234567),
      BYTES(NULL, 5),
      TABLE(&no_items),
      TABLE(&no_pairs),
  };
  luavm_ref function = load("return true", NULL);
  for (size_t i = 0; i < COUNT(bad); i++) {
    luavm_table inside = {.item_count = 1, .items = &bad[i]};
    luavm_result *result = call(FUNCTION(function), ROW(INTEGER(1), bad[i]), NULL);
    if (result->status != LUAVM_ARGUMENT) print_error("value %zu\n", i);
    assert_result(result, LUAVM_ARGUMENT);
    release(result);
    result = call(FUNCTION(function), ROW(TABLE(&inside)), NULL);
    if (result->status != LUAVM_ARGUMENT) print_error("value %zu in a table\n", i);
    assert_result(result, LUAVM_ARGUMENT);
    release(result);
    expect_answer(vm);
  }
  drop(function);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_string_over_the_memory_limit_is_memory),
      HERE(ten_thousand_arguments_and_no_more),
      HERE(what_is_no_value_is_argument),
  };
  return RUN("refused", tests);
}
