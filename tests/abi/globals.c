/* Globals by path, read and written from outside. */
#include "host.h"

static luavm_result *get(const char *path, uint32_t flags) {
  luavm_result *result = NULL;
  luavm_status status =
      vm_get(vm, path, strlen(path), EVAL_OPTIONS(.flags = flags), &result);
  check_result(result, status);
  return result;
}

static luavm_status set_with(const char *path, luavm_value value, uint32_t flags) {
  luavm_result *result = NULL;
  luavm_status status = vm_set(vm, path, strlen(path), &value, flags, &result);
  check_result(result, status);
  assert_int_equal(result->value_count, 0);
  release(result);
  return status;
}

static void set(const char *path, luavm_value value) {
  assert_status(set_with(path, value, 0), LUAVM_OK);
}

static int type_of(const char *path) {
  luavm_result *result = get(path, 0);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  int type = result->values[0].type;
  release(result);
  return type;
}

static luavm_eval_options lasting = {.struct_size = sizeof lasting,
                                     .flags = LUAVM_EVAL_KEEP_ENVIRONMENT};

static void what_is_set_is_in_every_environment(void **state) {
  (void)state;
  set("answer", INTEGER(42));
  expect_true(vm, "return answer == 42");
  assert_int_equal(eval_integer("return answer", &lasting), 42);
  luavm_result *result = get("answer", 0);
  assert_int_equal(result->values[0].as.integer, 42);
  release(result);
  set("answer", NIL);
  expect_true(vm, "return answer == nil");
  assert_int_equal(type_of("answer"), LUAVM_NIL);
}

static void a_fresh_environment_cannot_change_a_global_of_another(void **state) {
  (void)state;
  set("answer", INTEGER(42));
  eval_ends("answer = 1", LUAVM_OK);
  expect_true(vm, "return answer == 42");
  release(eval(vm, "answer = 2", &lasting));
  luavm_result *result = get("answer", 0);
  assert_int_equal(result->values[0].as.integer, 2);
  release(result);
}

static void tables_on_the_way_are_made(void **state) {
  (void)state;
  set("a.b.c", TEXT("deep"));
  set("a.b.d", INTEGER(1));
  expect_true(vm, "return a.b.c == 'deep' and a.b.d == 1");
  assert_int_equal(type_of("a"), LUAVM_TABLE);
  assert_int_equal(type_of("a.b.c"), LUAVM_BYTES);
  assert_int_equal(type_of("a.x.y"), LUAVM_NIL);
  assert_int_equal(type_of("a.b.c.d"), LUAVM_NIL);
}

static void what_is_no_table_on_the_way_is_argument(void **state) {
  (void)state;
  set("number", INTEGER(1));
  assert_status(set_with("number.x", INTEGER(1), 0), LUAVM_ARGUMENT);
  assert_status(set_with("", INTEGER(1), 0), LUAVM_ARGUMENT);
  expect_true(vm, "return number == 1");
}

static void a_path_has_its_limit(void **state) {
  (void)state;
  char path[LUAVM_PATH_MAX + 2];
  memset(path, 'x', sizeof path);
  path[LUAVM_PATH_MAX] = 0;
  set(path, INTEGER(1));
  assert_int_equal(type_of(path), LUAVM_INTEGER);
  path[LUAVM_PATH_MAX] = 'x';
  path[LUAVM_PATH_MAX + 1] = 0;
  assert_status(set_with(path, INTEGER(1), 0), LUAVM_ARGUMENT);
  luavm_result *result = get(path, 0);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  assert_status(vm_get(vm, NULL, 3, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(vm_set(vm, "x", 1, NULL, 0, NULL), LUAVM_ARGUMENT);
  assert_status(vm_get(0, "x", 1, NULL, NULL), LUAVM_HANDLE);
}

static void the_empty_path_is_the_table_of_globals(void **state) {
  (void)state;
  set("mine", INTEGER(1));
  luavm_result *result = get("", LUAVM_EVAL_KEEP_TABLES);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].type, LUAVM_TABLE);
  luavm_ref globals = result->values[0].as.reference;
  luavm_value key = TEXT("mine");
  luavm_result *field = NULL;
  assert_status(vm_index(vm, globals, &key, NULL, &field), LUAVM_OK);
  assert_int_equal(field->values[0].as.integer, 1);
  release(field);
  release(result);
  drop(globals);
}

static void metamethods_are_not_asked(void **state) {
  (void)state;
  release(eval(vm,
               "t = setmetatable({}, {__index = error, __newindex = error}) "
               "setmetatable(_G, {__index = error, __newindex = error})",
               &lasting));
  assert_int_equal(type_of("t.nothing"), LUAVM_NIL);
  assert_int_equal(type_of("nothing"), LUAVM_NIL);
  set("t.x", INTEGER(1));
  set("y", INTEGER(2));
  assert_int_equal(type_of("t.x"), LUAVM_INTEGER);
  assert_int_equal(type_of("y"), LUAVM_INTEGER);
}

static void read_only_tables_stay_as_they_are(void **state) {
  (void)state;
  luavm_value item = INTEGER(1);
  luavm_table inner = {.item_count = 1, .items = &item};
  luavm_pair pair = {TEXT("inner"), TABLE(&inner)};
  luavm_table table = {.pair_count = 1, .pairs = &pair};
  assert_status(set_with("config", TABLE(&table), LUAVM_SET_READ_ONLY), LUAVM_OK);
  expect_true(vm, "return config.inner[1] == 1");
  static const char *const writes[] = {"config.x = 1",
                                       "config.inner[1] = 2",
                                       "rawset(config, 'x', 1)",
                                       "table.insert(config, 1)",
                                       "config.inner.x = 1",
                                       "config.inner = nil",
                                       "setmetatable(config, {})"};
  for (size_t i = 0; i < COUNT(writes); i++) {
    luavm_result *result = eval(vm, writes[i], NULL);
    if (result->status != LUAVM_SANDBOX) print_error("%s\n", writes[i]);
    assert_result(result, LUAVM_SANDBOX);
    release(result);
  }
  expect_true(vm, "return config.inner[1] == 1 and config.x == nil");
  assert_status(set_with("config", INTEGER(5), 2), LUAVM_ARGUMENT);
}

static void a_writable_table_is_shared(void **state) {
  (void)state;
  luavm_table table = {0};
  set("shared", TABLE(&table));
  eval_ends("shared.x = 1", LUAVM_OK);
  expect_true(vm, "return shared.x == 1");
}

static void a_function_of_a_script_may_be_set(void **state) {
  (void)state;
  luavm_ref function = load("return ... * 2", NULL);
  set("double", TAKEN(LUAVM_FUNCTION, function));
  assert_int_equal(eval_integer("return double(21)", NULL), 42);
  luavm_result *result = get("double", LUAVM_EVAL_KEEP_FUNCTIONS);
  assert_int_equal(result->values[0].flags, LUAVM_VALUE_REFERENCE);
  luavm_result *called = call(result->values[0], ROW(INTEGER(4)), NULL);
  assert_int_equal(called->values[0].as.integer, 8);
  release(called);
  drop(result->values[0].as.reference);
  release(result);
}

static void a_reset_takes_what_was_set(void **state) {
  (void)state;
  set("gone", INTEGER(1));
  assert_status(vm_reset(vm), LUAVM_OK);
  expect_true(vm, "return gone == nil");
  assert_int_equal(type_of("gone"), LUAVM_NIL);
}

static void a_global_too_large_for_the_vm_is_memory(void **state) {
  (void)state;
  size_t length = 32 << 20;
  char *text = calloc(length, 1);
  assert_non_null(text);
  assert_status(set_with("big", BYTES(text, length), 0), LUAVM_MEMORY);
  free(text);
  assert_int_equal(type_of("big"), LUAVM_NIL);
  expect_answer(vm);
}

static void the_libraries_can_be_read(void **state) {
  (void)state;
  assert_int_equal(type_of("math.pi"), LUAVM_NUMBER);
  assert_int_equal(type_of("string.format"), LUAVM_FUNCTION);
  assert_int_equal(type_of("_VERSION"), LUAVM_BYTES);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(what_is_set_is_in_every_environment),
      HERE(a_fresh_environment_cannot_change_a_global_of_another),
      HERE(tables_on_the_way_are_made),
      HERE(what_is_no_table_on_the_way_is_argument),
      HERE(a_path_has_its_limit),
      HERE(the_empty_path_is_the_table_of_globals),
      HERE(metamethods_are_not_asked),
      HERE(read_only_tables_stay_as_they_are),
      HERE(a_writable_table_is_shared),
      HERE(a_function_of_a_script_may_be_set),
      HERE(a_reset_takes_what_was_set),
      HERE(a_global_too_large_for_the_vm_is_memory),
      HERE(the_libraries_can_be_read),
  };
  return RUN("globals", tests);
}
