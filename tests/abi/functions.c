/* Host functions: what they get, what they answer, when they are released. */
#include "host.h"

static luavm_status add(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  int64_t sum = 0;
  for (size_t i = 0; i < made->argument_count; i++)
    sum += made->arguments[i].as.integer;
  return answer(reply, LUAVM_OK, INTEGER(sum));
}

static void a_function_gets_arguments_and_answers(void **state) {
  (void)state;
  register_function("add", add, NULL);
  register_function("game.math.add", add, NULL);
  expect_true(vm, "return add(1, 2, 3) == 6 and add() == 0");
  expect_true(vm, "return game.math.add(20, 22) == 42");
}

static luavm_status look(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  mine->calls++;
  mine->answer = made->vm == vm && made->vm_user == mine->more &&
                         made->struct_size == sizeof *made && made->reserved == 0 &&
                         reply->struct_size == sizeof *reply &&
                         reply->value_room >= 16 && reply->value_count == 0 &&
                         reply->values != NULL && reply->release == NULL
                     ? LUAVM_OK
                     : LUAVM_INTERNAL;
  return LUAVM_OK;
}

static void a_call_says_who_calls(void **state) {
  (void)state;
  vm_end(vm);
  static counter mine;
  mine = (counter){.more = &mine};
  vm = vm_make(VM_OPTIONS(.user = &mine));
  register_function("look", look, &mine);
  eval_ends("look()", LUAVM_OK);
  assert_status(mine.answer, LUAVM_OK);
  assert_int_equal(mine.calls, 1);
}

static luavm_status types(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)reply;
  static const int wanted[] = {LUAVM_NIL,      LUAVM_BOOLEAN,  LUAVM_INTEGER,
                               LUAVM_NUMBER,   LUAVM_BYTES,    LUAVM_TABLE,
                               LUAVM_FUNCTION, LUAVM_COROUTINE};
  const luavm_value *v = made->arguments;
  mine->answer = LUAVM_OK;
  if (made->argument_count != COUNT(wanted)) return mine->answer = LUAVM_ARGUMENT;
  for (size_t i = 0; i < COUNT(wanted); i++)
    if (v[i].type != wanted[i]) mine->answer = LUAVM_ARGUMENT;
  if (v[4].as.bytes->length != 3 || v[4].as.bytes->data[3] != 0 || v[5].flags != 0 ||
      v[5].as.table->item_count != 2 || v[6].flags != LUAVM_VALUE_REFERENCE ||
      v[7].flags != LUAVM_VALUE_REFERENCE)
    mine->answer = LUAVM_RUNTIME;
  return LUAVM_OK;
}

static void arguments_come_in_every_type(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("types", types, &mine);
  eval_ends("types(nil, true, 1, 1.0, 'a\\0b', {1, 2}, print, coroutine.create(print))",
            LUAVM_OK);
  assert_status(mine.answer, LUAVM_OK);
}

static luavm_status echo(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user;
  reply->values = (luavm_value *)made->arguments;
  reply->value_count = made->argument_count;
  return LUAVM_OK;
}

static void what_it_got_it_may_answer(void **state) {
  (void)state;
  register_function("echo", echo, NULL);
  expect_true(vm,
              "local function f() end local a, b, c, d = echo(1, 'x', f, 0.5) "
              "return a == 1 and b == 'x' and c == f and d == 0.5");
  expect_true(vm,
              "local t = {} for i = 1, 5000 do t[i] = i end "
              "return select('#', echo(table.unpack(t))) == 5000");
  expect_true(vm, "local t = {} local a, b = echo({t, t}) return a[1] == a[2]");
}

static luavm_status many(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)made;
  void *memory;
  luavm_status status =
      luavm_reply_memory(reply, (size_t)mine->calls * sizeof(luavm_value), &memory);
  if (status != LUAVM_OK) return status;
  if ((uintptr_t)memory % 16 != 0) return LUAVM_INTERNAL;
  reply->values = memory;
  reply->value_count = (size_t)mine->calls;
  for (int i = 0; i < mine->calls; i++) reply->values[i] = INTEGER(i);
  return LUAVM_OK;
}

static void results_may_be_many_in_the_librarys_memory(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){.calls = 5000};
  register_function("many", many, &mine);
  expect_true(vm, "local t = {many()} return #t == 5000 and t[5000] == 4999");
  mine.calls = LUAVM_ARGUMENT_MAX + 100000;
  eval_ends("return select('#', many())", LUAVM_RUNTIME);
  expect_answer(vm);
}

static luavm_status allocate(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  void *memory = user;
  size_t bytes = (size_t)made->arguments[0].as.integer;
  mine->answer = luavm_reply_memory(reply, bytes, &memory);
  mine->more = memory;
  return mine->answer;
}

static void reply_memory_counts_against_the_limit(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("allocate", allocate, &mine);
  eval_ends("allocate(100)", LUAVM_OK);
  assert_status(mine.answer, LUAVM_OK);
  luavm_result *result = eval(vm, "allocate(100 << 20)", NULL);
  assert_true(result->status != LUAVM_OK);
  release(result);
  assert_status(mine.answer, LUAVM_MEMORY);
  assert_null(mine.more);
  result = eval(vm, "allocate(2 << 30)", NULL);
  assert_true(result->status != LUAVM_OK);
  release(result);
  assert_status(mine.answer, LUAVM_ARGUMENT);
  assert_null(mine.more);
  for (int i = 0; i < 100; i++) eval_ends("allocate(1 << 20)", LUAVM_OK);
  expect_answer(vm);
}

static luavm_status own_array(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)made;
  reply->values = mine->more;
  reply->value_count = 2;
  reply->release = count_release;
  reply->release_user = mine;
  return mine->answer;
}

static void a_reply_of_the_hosts_own_is_released_once_whatever_it_says(void **state) {
  (void)state;
  luavm_value values[] = {TEXT("one"), TEXT("two")};
  static counter mine;
  mine = (counter){.more = values};
  luavm_ref function = make_function(own_array, &mine);
  static const luavm_status says[] = {LUAVM_OK,      LUAVM_RUNTIME, LUAVM_CANCELLED,
                                      LUAVM_SANDBOX, LUAVM_PENDING, LUAVM_MEMORY,
                                      LUAVM_FORKED,  1000,          -1};
  static const luavm_status ends[] = {LUAVM_OK,      LUAVM_RUNTIME, LUAVM_CANCELLED,
                                      LUAVM_SANDBOX, LUAVM_PENDING, LUAVM_MEMORY,
                                      LUAVM_RUNTIME, LUAVM_RUNTIME, LUAVM_RUNTIME};
  for (size_t i = 0; i < COUNT(says); i++) {
    mine.releases = 0;
    mine.answer = says[i];
    luavm_result *result = call(FUNCTION(function), NONE, NULL);
    assert_result(result, ends[i]);
    release(result);
    assert_int_equal(mine.releases, 1);
    if (says[i] == LUAVM_PENDING) {
      result = resume(LUAVM_CANCELLED, NONE, NULL);
      assert_result(result, LUAVM_CANCELLED);
      release(result);
      assert_int_equal(mine.releases, 1);
    }
    expect_answer(vm);
  }
  drop(function);
}

static luavm_status fails(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  mine->calls++;
  reply->value_count = made->argument_count;
  if (made->argument_count) reply->values[0] = made->arguments[0];
  return mine->answer;
}

static void a_raised_value_is_what_the_script_catches(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){.answer = LUAVM_RUNTIME};
  register_function("fails", fails, &mine);
  expect_true(vm,
              "local ok, e = pcall(fails, 'as it is') "
              "return not ok and e == 'as it is'");
  expect_true(vm, "local ok, e = pcall(fails, {1}) return not ok and e[1] == 1");
  expect_true(vm,
              "local f = function() end local ok, e = pcall(fails, f) "
              "return not ok and e == f");
  expect_true(vm, "local ok, e = pcall(fails) return not ok and e == nil");
  luavm_result *result = eval(vm, "fails(42)", NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_int_equal(result->error.type, LUAVM_INTEGER);
  assert_int_equal(result->error.as.integer, 42);
  release(result);
}

static void other_statuses_name_the_function_and_the_status(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("game.fails", fails, &mine);
  static const luavm_status others[] = {LUAVM_ARGUMENT, LUAVM_NETWORK, LUAVM_TIMEOUT,
                                        LUAVM_INTERNAL, LUAVM_CLOSED};
  for (size_t i = 0; i < COUNT(others); i++) {
    mine.answer = others[i];
    expect_true(vm, "return not pcall(game.fails)");
    luavm_result *result = eval(vm, "game.fails()", NULL);
    assert_result(result, LUAVM_RUNTIME);
    assert_result_names(result, "game.fails");
    assert_result_names(result, luavm_status_name(others[i]));
    release(result);
  }
}

static void memory_ends_the_run_as_the_limit_does(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){.answer = LUAVM_MEMORY};
  register_function("game.full", fails, &mine);
  luavm_result *result = eval(vm, "while true do pcall(game.full) end", NULL);
  assert_result(result, LUAVM_MEMORY);
  release(result);
}

static void cancelled_cannot_be_caught_and_sandbox_can(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){.answer = LUAVM_CANCELLED};
  register_function("fails", fails, &mine);
  eval_ends("while true do pcall(fails) end", LUAVM_CANCELLED);
  eval_ends("coroutine.wrap(function() while true do pcall(fails) end end)()",
            LUAVM_CANCELLED);
  assert_int_equal(mine.calls, 2);
  mine.answer = LUAVM_SANDBOX;
  expect_true(vm, "return not pcall(fails, 'no')");
  luavm_result *result = eval(vm, "fails('not allowed')", NULL);
  assert_result(result, LUAVM_SANDBOX);
  assert_result_names(result, "not allowed");
  release(result);
  eval_ends("fails()", LUAVM_SANDBOX);
  eval_ends("fails(nil)", LUAVM_SANDBOX);
  eval_ends("fails(false)", LUAVM_SANDBOX);
  eval_ends("fails(42)", LUAVM_SANDBOX);
  eval_ends("fails({})", LUAVM_SANDBOX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_function_gets_arguments_and_answers),
      HERE(a_call_says_who_calls),
      HERE(arguments_come_in_every_type),
      HERE(what_it_got_it_may_answer),
      HERE(results_may_be_many_in_the_librarys_memory),
      HERE(reply_memory_counts_against_the_limit),
      HERE(a_reply_of_the_hosts_own_is_released_once_whatever_it_says),
      HERE(a_raised_value_is_what_the_script_catches),
      HERE(other_statuses_name_the_function_and_the_status),
      HERE(memory_ends_the_run_as_the_limit_does),
      HERE(cancelled_cannot_be_caught_and_sandbox_can),
  };
  return RUN("functions", tests);
}
