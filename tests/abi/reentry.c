/* Host functions that use the VM that calls them: nested runs, kills, frees. */
#include "host.h"

#include <pthread.h>

static void a_function_may_evaluate(void **state) {
  (void)state;
  expect_true(vm, "local s, v = evaluate('return 6 * 7') return s == 0 and v == 42");
  expect_true(vm, "local s = evaluate('return +') return s == 3");
  expect_true(vm, "local s = evaluate('error(1)') return s == 1");
}

/* Calls its argument, one level deeper each time. */
static luavm_status call_it(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  luavm_result *result = NULL;
  mine->calls++;
  luavm_status status = vm_call(made->vm, &made->arguments[0], NULL, 0, NULL, &result);
  if (status != LUAVM_OK) mine->answer = status;
  vm_result_free(result);
  return answer(reply, LUAVM_OK, INTEGER(status));
}

static void sixteen_levels_and_no_more(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("call_it", call_it, &mine);
  expect_true(vm,
              "local depth, max, refused = 0, 0, 0 local function down() "
              "depth = depth + 1 max = math.max(max, depth) "
              "local s = call_it(down) if s ~= 0 then refused = refused + 1 end "
              "end down() return max == 17 and refused == 1");
  assert_status(mine.answer, LUAVM_UNSUPPORTED);
  assert_int_equal(mine.calls, 17);
  mine = (counter){0};
  expect_true(vm, "return call_it(function() end) == 0");
}

static luavm_status use_all(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  luavm_vm in = made->vm;
  luavm_ref function = 0, kept = 0;
  luavm_result *result = NULL;
  luavm_value one = INTEGER(1), key = TEXT("x");
  luavm_table table = {0};
  luavm_value empty = TABLE(&table);
  int64_t freed;
  (void)reply;
  mine->answer = LUAVM_INTERNAL;
  if (vm_load(in, "return ... + 1", 14, NULL, &function, NULL) != LUAVM_OK) return 0;
  if (vm_call(in, &FUNCTION(function), &one, 1, NULL, &result) != LUAVM_OK) return 0;
  if (result->values[0].as.integer != 2) return 0;
  vm_result_free(result);
  if (vm_set(in, "there", 5, &one, 0, NULL) != LUAVM_OK) return 0;
  if (vm_get(in, "there", 5, NULL, NULL) != LUAVM_OK) return 0;
  if (vm_keep(in, &empty, &kept, NULL) != LUAVM_OK) return 0;
  if (vm_assign(in, kept, &key, &one, NULL, NULL) != LUAVM_OK) return 0;
  if (vm_index(in, kept, &key, NULL, NULL) != LUAVM_OK) return 0;
  if (vm_gc(in, LUAVM_GC_COLLECT, 0, &freed) != LUAVM_OK) return 0;
  if (vm_release(in, &kept, 1) != LUAVM_OK) return 0;
  if (vm_release(in, &function, 1) != LUAVM_OK) return 0;
  if (vm_reset(in) != LUAVM_BUSY) return 0;
  if (vm_resume(in, LUAVM_OK, NULL, 0, NULL, NULL) != LUAVM_BUSY) return 0;
  mine->answer = LUAVM_OK;
  return LUAVM_OK;
}

static void a_function_may_use_its_vm(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("use_all", use_all, &mine);
  expect_true(vm,
              "local t = {} for i = 1, 100 do t[i] = {i} use_all() end "
              "return t[100][1] == 100");
  assert_status(mine.answer, LUAVM_OK);
  expect_true(vm, "return coroutine.wrap(function() use_all() return true end)()");
  assert_status(mine.answer, LUAVM_OK);
  expect_true(vm,
              "local t = {3, 1, 2} table.sort(t, function(a, b) use_all() "
              "return a < b end) return t[1] == 1");
  assert_status(mine.answer, LUAVM_OK);
}

static luavm_status replace(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)reply;
  luavm_function function = {.struct_size = sizeof function,
                             .name = "self",
                             .name_length = 4,
                             .call = counted,
                             .user = user,
                             .release = count_release};
  return vm_register(made->vm, &function, NULL);
}

static void a_function_may_replace_itself(void **state) {
  (void)state;
  static counter successor;
  luavm_function function = {.struct_size = sizeof function,
                             .name = "self",
                             .name_length = 4,
                             .call = replace,
                             .user = &successor};
  assert_status(vm_register(vm, &function, NULL), LUAVM_OK);
  eval_ends("self()", LUAVM_OK);
  eval_ends("self()", LUAVM_OK);
  assert_int_equal(successor.calls, 1);
}

static void *use_from_outside(void *user) {
  counter *mine = user;
  mine->answer = vm_eval(vm, "return 1", 8, NULL, NULL);
  return NULL;
}

static luavm_status on_thread(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)made, (void)reply;
  pthread_t thread;
  if (pthread_create(&thread, NULL, use_from_outside, user) != 0) return LUAVM_INTERNAL;
  pthread_join(thread, NULL);
  return LUAVM_OK;
}

static void another_thread_is_refused_while_a_function_runs(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("on_thread", on_thread, &mine);
  eval_ends("on_thread()", LUAVM_OK);
  assert_status(mine.answer, LUAVM_BUSY);
}

static luavm_status use_other(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)made, (void)reply;
  luavm_vm other = 0;
  mine->answer = vm_new(NULL, &other, NULL);
  if (mine->answer == LUAVM_OK)
    mine->answer =
        vm_eval(other, "while true do end", 17, EVAL_OPTIONS(.fuel = 1000), NULL);
  vm_free(other);
  return LUAVM_OK;
}

static void a_function_may_use_another_vm_under_its_own_limits(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("use_other", use_other, &mine);
  eval_ends("use_other() return 1", LUAVM_OK);
  assert_status(mine.answer, LUAVM_FUEL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      NESTED(a_function_may_evaluate),
      NESTED(sixteen_levels_and_no_more),
      NESTED(a_function_may_use_its_vm),
      NESTED(a_function_may_replace_itself),
      NESTED(another_thread_is_refused_while_a_function_runs),
      NESTED(a_function_may_use_another_vm_under_its_own_limits),
  };
  return RUN("reentry", tests);
}
