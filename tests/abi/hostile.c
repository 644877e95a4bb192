/* Scripts that try to get past what the host gives them: another environment's
 * globals, the thread behind the run, a suspension that is not theirs. */
#include <stdio.h>

#include "host.h"

#define KEEP EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT)

/* Calls its first argument with the rest, and answers what that answers. */
static luavm_status call_back(void *user, const luavm_call *made, luavm_reply *reply) {
  luavm_result *result = NULL;
  (void)user;
  luavm_status status = vm_call(
      made->vm, &made->arguments[0], made->arguments + 1, made->argument_count - 1,
      EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_TABLES | LUAVM_EVAL_KEEP_FUNCTIONS),
      &result);
  if (status == LUAVM_OK && result->value_count > 0) {
    reply->values[0] = result->values[0];
    if (reply->values[0].flags == LUAVM_VALUE_REFERENCE)
      reply->values[0].flags |= LUAVM_VALUE_TAKE;
    reply->value_count = 1;
  }
  vm_result_free(result);
  return status == LUAVM_OK ? LUAVM_OK : LUAVM_RUNTIME;
}

/* Waits, and gives all of its arguments along. */
static luavm_status wait_with_all(void *user, const luavm_call *made,
                                  luavm_reply *reply) {
  (void)user;
  reply->values = (luavm_value *)made->arguments;
  reply->value_count = made->argument_count;
  return LUAVM_PENDING;
}

/* --------------------------------------------------------- environments */

static void what_a_metamethod_loads_cannot_write_what_evals_begin_with(void **state) {
  (void)state;
  luavm_result *made = eval(
      vm, "return setmetatable({}, {__index = function(_, code) load(code)() end})",
      EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_TABLES));
  luavm_result *result = NULL;
  luavm_status status = vm_index(vm, made->values[0].as.reference,
                                 &TEXT("evil = 1; tostring = nil"), NULL, &result);
  check_result(result, status);
  release(result);
  drop(made->values[0].as.reference);
  release(made);
  expect_true(vm, "return evil == nil and tostring ~= nil");
}

static void reaches_nothing_lasting(const char *source) {
  register_function("call_back", call_back, NULL);
  release(eval(vm, "secret = 'mine'", KEEP));
  expect_true(vm, source);
  luavm_result *result = eval(vm, "return secret == 'mine' and evil == nil", KEEP);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.boolean, 1);
  release(result);
}

static void a_coroutine_called_back_loads_into_its_own_environment(void **state) {
  (void)state;
  reaches_nothing_lasting(
      "local seen "
      "call_back(coroutine.wrap(function() seen = load('evil = 1 return secret')() "
      "end)) "
      "return seen == nil");
}

static void a_function_without_globals_loads_into_its_own_environment(void **state) {
  (void)state;
  reaches_nothing_lasting(
      "local load, seen = load "
      "call_back(function() seen = load('evil = 1 return secret')() end) "
      "return seen == nil");
}

static void load_called_back_loads_into_its_own_environment(void **state) {
  (void)state;
  reaches_nothing_lasting("return call_back(load, 'evil = 1 return secret')() == nil");
}

static void a_function_of_another_eval_does_not_load_into_this_one(void **state) {
  (void)state;
  luavm_result *spy =
      eval(vm, "local load = load return function() return load('return secret')() end",
           EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_FUNCTIONS));
  luavm_result *victim =
      run("secret = 1 local spy = ... return spy() == nil", spy->values, 1);
  assert_result(victim, LUAVM_OK);
  assert_int_equal(victim->values[0].as.boolean, 1);
  drop(spy->values[0].as.reference);
  release(spy);
  release(victim);
}

static void a_host_does_not_write_a_library_by_another_name(void **state) {
  (void)state;
  luavm_result *result = NULL;
  release(eval(vm, "config = string", KEEP));
  vm_set(vm, "config.rep", 10, &INTEGER(1), 0, &result);
  assert_non_null(result);
  release(result);
  expect_true(vm, "return type(string.rep) == 'function'");
}

/* ------------------------------------------------------------- threads */

static void describing_an_error_shows_no_other_thread(void **state) {
  (void)state;
  luavm_result *result = eval(vm,
                              "error(setmetatable({}, {__tostring = function() "
                              "local co, main = coroutine.running() thread = co "
                              "return tostring(main) end}))",
                              KEEP);
  assert_result(result, LUAVM_RUNTIME);
  assert_text(&result->message, "true");
  release(result);
  result = eval(vm, "return thread == coroutine.running()", KEEP);
  assert_int_equal(result->values[0].as.boolean, 1);
  release(result);
}

static void a_thread_seen_while_an_error_is_described_is_of_no_use(void **state) {
  (void)state;
  luavm_result *result = eval(vm,
                              "error(setmetatable({}, {__tostring = function() "
                              "thread = coroutine.running() return 'x' end}))",
                              KEEP);
  release(result);
  result = eval(vm,
                "local function deep(n) if n == 0 then pcall(coroutine.close, thread) "
                "else coroutine.wrap(deep)(n - 1) end end deep(60) "
                "collectgarbage() collectgarbage()",
                KEEP);
  release(result);
  result = eval(vm,
                "error(setmetatable({}, {__tostring = function() "
                "while true do end end}))",
                EVAL_OPTIONS(.fuel = 10000));
  assert_result(result, LUAVM_FUEL);
  release(result);
  expect_answer(vm);
}

static void a_wait_without_room_for_its_values_is_an_error_where_it_is(void **state) {
  (void)state;
  vm_free(vm);
  vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(200)));
  register_function("wait", wait_with_all, NULL);
  luavm_result *result =
      eval(vm,
           "local many = {} for i = 1, 5000 do many[i] = i end "
           "local co = coroutine.create(function() wait(table.unpack(many)) end) "
           "local depth, stop, ok, message = 0, -1 "
           "local function down() depth = depth + 1 "
           "  if depth == stop then ok, message = coroutine.resume(co) end "
           "  local x = down() return x end "
           "pcall(down) depth, stop = 0, depth - 200 pcall(down) "
           "local forged = coroutine.wrap(function() coroutine.yield('mine') end)() "
           "return forged == 'mine' and ok == false and message:find('no room') ~= nil",
           NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.boolean, 1);
  release(result);
}

/* --------------------------------------------------------------- waiting */

static void a_shared_table_that_a_wait_gives_along_is_refused_by_name(void **state) {
  (void)state;
  register_function("wait", wait_with_all, NULL);
  luavm_result *result = eval(vm, "local t = {} wait({t, t})",
                              EVAL_OPTIONS(.flags = LUAVM_EVAL_REFUSE_SHARED));
  assert_result(result, LUAVM_RUNTIME);
  assert_result_names(result, "value 1");
  release(result);
}

static void an_answer_to_a_slice_is_refused_without_memory_too(void **state) {
  (void)state;
  for (uint64_t nth = 1; nth < 8; nth++) {
    luavm_result *result =
        eval(vm, "while true do end", EVAL_OPTIONS(.slice_fuel = 1000));
    assert_result(result, LUAVM_YIELDED);
    release(result);
    assert_status(luavm_fail_allocations(nth, LUAVM_FAIL_ONWARD, NULL), LUAVM_OK);
    luavm_status status = vm_resume(vm, LUAVM_OK, ROW(INTEGER(1)), NULL, &result);
    assert_status(luavm_fail_allocations(0, 0, NULL), LUAVM_OK);
    assert_true(status == LUAVM_ARGUMENT || status == LUAVM_MEMORY);
    release(result);
    assert_status(vm_reset(vm), LUAVM_OK);
  }
}

static void no_slice_is_without_end(void **state) {
  (void)state;
  for (int i = 0; i < 520; i += 1) {
    char source[300];
    snprintf(source, sizeof source,
             "local s, t = table.sort, {1, 2} local function less(a, b) "
             "for i = 1, %d do end return a < b end "
             "while true do s(t, less) end",
             800 + i);
    luavm_result *result =
        eval(vm, source, EVAL_OPTIONS(.slice_fuel = 5000, .fuel = 400000));
    if (result->status != LUAVM_YIELDED) fail_msg("%d: no yield", i);
    release(result);
    release(resume(LUAVM_CANCELLED, NONE, NULL));
  }
}

/* --------------------------------------------------------------- objects */

static luavm_ref kind_of(luavm_vm in) {
  luavm_ref kind = 0;
  luavm_class definition = {
      .struct_size = sizeof definition, .name = "Thing", .name_length = 5};
  assert_status(vm_class(in, &definition, &kind, NULL), LUAVM_OK);
  return kind;
}

/* user: the class. */
static luavm_status make_thing(void *user, const luavm_call *made, luavm_reply *reply) {
  luavm_ref thing;
  luavm_status status = vm_object(made->vm, *(luavm_ref *)user, NULL, &thing, NULL);
  return status == LUAVM_OK ? answer(reply, LUAVM_OK, TAKEN(LUAVM_USERDATA, thing))
                            : LUAVM_CANCELLED;
}

static void objects_that_are_garbage_fill_no_vm(void **state) {
  (void)state;
  vm_free(vm);
  vm = vm_make(VM_OPTIONS(.memory_bytes = KIB(128)));
  luavm_ref kind = kind_of(vm);
  luavm_function function = {.struct_size = sizeof function,
                             .name = "thing",
                             .name_length = 5,
                             .call = make_thing,
                             .user = &kind};
  assert_status(vm_register(vm, &function, NULL), LUAVM_OK);
  expect_true(vm, "for i = 1, 50000 do thing() end return true");
}

static void an_object_of_another_vm_is_none_of_this(void **state) {
  (void)state;
  luavm_ref mine, theirs;
  assert_status(vm_object(vm, kind_of(vm), NULL, &mine, NULL), LUAVM_OK);
  luavm_vm other = vm_make(NULL);
  assert_status(vm_object(other, kind_of(other), NULL, &theirs, NULL), LUAVM_OK);
  luavm_result *out = NULL;
  luavm_ref echo = 0;
  assert_status(vm_load(other, "return ...", 10, NULL, &echo, NULL), LUAVM_OK);
  assert_status(vm_call(other, &FUNCTION(echo), ROW(OBJECT(theirs)), NULL, &out),
                LUAVM_OK);
  assert_int_equal(out->values[0].flags, LUAVM_VALUE_OBJECT);
  luavm_result *result = run("return ...", out->values, 1);
  assert_result(result, LUAVM_ARGUMENT);
  release(result);
  release(out);
  vm_end(other);
}

static void large_arguments_cost_fuel(void **state) {
  (void)state;
  static counter host;
  register_function("take", counted, &host);
  luavm_result *result = eval(
      vm, "local t = {} for i = 1, 100000 do t[i] = i end while true do take(t) end",
      EVAL_OPTIONS(.fuel = 1000000));
  assert_result(result, LUAVM_FUEL);
  release(result);
  assert_in_range(host.calls, 10, 2000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(what_a_metamethod_loads_cannot_write_what_evals_begin_with),
      HERE(a_coroutine_called_back_loads_into_its_own_environment),
      HERE(a_function_without_globals_loads_into_its_own_environment),
      HERE(load_called_back_loads_into_its_own_environment),
      HERE(a_function_of_another_eval_does_not_load_into_this_one),
      HERE(a_host_does_not_write_a_library_by_another_name),
      HERE(describing_an_error_shows_no_other_thread),
      HERE(a_thread_seen_while_an_error_is_described_is_of_no_use),
      HERE(a_wait_without_room_for_its_values_is_an_error_where_it_is),
      HERE(a_shared_table_that_a_wait_gives_along_is_refused_by_name),
      HERE(an_answer_to_a_slice_is_refused_without_memory_too),
      HERE(no_slice_is_without_end),
      HERE(objects_that_are_garbage_fill_no_vm),
      HERE(an_object_of_another_vm_is_none_of_this),
      HERE(large_arguments_cost_fuel),
  };
  return RUN("hostile", tests);
}
