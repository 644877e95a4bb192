/* What happens while a host function runs or a run waits: limits pass, other threads
 * interrupt and free, releases use the library. */
#include "host.h"

#include <pthread.h>
#include <time.h>

static void pause_ms(long ms) {
  nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static luavm_status sleeper(void *user, const luavm_call *made, luavm_reply *reply) {
  counter *mine = user;
  (void)made, (void)reply;
  mine->calls++;
  pause_ms(80);
  return LUAVM_OK;
}

static void a_limit_that_passes_in_a_function_ends_the_run_after_it(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  register_function("sleeper", sleeper, &mine);
  luavm_result *result =
      eval(vm, "pcall(sleeper) while true do end", EVAL_OPTIONS(.wall_ms = 20));
  assert_result(result, LUAVM_TIMEOUT);
  assert_true(result->usage.wall_ns >= 80000000);
  release(result);
  assert_int_equal(mine.calls, 1);
  expect_answer(vm);
}

/* Does something to the VM from another thread, and waits for it. */
static luavm_status (*from_outside)(luavm_vm);
static luavm_status outside_status;

static void *act(void *user) {
  (void)user;
  outside_status = from_outside(vm);
  return NULL;
}

static luavm_status acting(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)made, (void)reply;
  pthread_t thread;
  if (pthread_create(&thread, NULL, act, NULL) != 0) return LUAVM_INTERNAL;
  pthread_join(thread, NULL);
  return LUAVM_OK;
}

static void another_thread_interrupts_while_a_function_runs(void **state) {
  (void)state;
  from_outside = vm_interrupt;
  register_function("acting", acting, NULL);
  eval_ends("while true do pcall(acting) end", LUAVM_CANCELLED);
  assert_status(outside_status, LUAVM_OK);
  expect_answer(vm);
}

static void another_thread_frees_while_a_function_runs(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  from_outside = vm_free;
  register_function("acting", acting, NULL);
  register_function("counted", counted, &mine);
  luavm_result *result = eval(vm, "pcall(acting) while true do counted() end", NULL);
  assert_result(result, LUAVM_CLOSED);
  release(result);
  assert_status(outside_status, LUAVM_OK);
  assert_int_equal(mine.releases, 1);
}

static luavm_status wait(void *user, const luavm_call *made, luavm_reply *reply) {
  (void)user, (void)made, (void)reply;
  return LUAVM_PENDING;
}

static void *resume_there(void *user) {
  luavm_value seven = INTEGER(7);
  luavm_result **result = user;
  outside_status = vm_resume(vm, LUAVM_OK, &seven, 1, NULL, result);
  return NULL;
}

static void another_thread_may_resume(void **state) {
  (void)state;
  register_function("wait", wait, NULL);
  luavm_result *result = eval(vm, "local n = wait() return n + 1", NULL);
  assert_result(result, LUAVM_PENDING);
  release(result);
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, resume_there, &result), 0);
  pthread_join(thread, NULL);
  assert_status(outside_status, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 8);
  release(result);
  expect_answer(vm);
}

static void an_interrupt_of_a_run_that_waits_does_nothing(void **state) {
  (void)state;
  register_function("wait", wait, NULL);
  luavm_result *result = eval(vm, "return wait()", NULL);
  assert_result(result, LUAVM_PENDING);
  release(result);
  assert_status(vm_interrupt(vm), LUAVM_OK);
  result = resume(LUAVM_OK, ROW(INTEGER(5)), NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 5);
  release(result);
}

/* A release that uses the library, its own VM included. */
static luavm_status in_release[3];

static void busy_release(void *user) {
  counter *mine = user;
  luavm_vm other = 0;
  luavm_ref none = 12345;
  mine->releases++;
  in_release[0] = vm_new(NULL, &other, NULL);
  vm_eval(other, "return 1", 8, NULL, NULL);
  vm_free(other);
  in_release[1] = vm_eval(vm, "return 1", 8, NULL, NULL);
  in_release[2] = vm_release(vm, &none, 1);
}

static luavm_function busy_function(counter *mine) {
  return (luavm_function){.struct_size = sizeof(luavm_function),
                          .name = "busy",
                          .name_length = 4,
                          .call = counted,
                          .user = mine,
                          .release = busy_release};
}

static void a_release_may_use_the_library_but_not_run_its_vm(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_function function = busy_function(&mine);
  luavm_ref reference = 0;
  assert_status(vm_function(vm, &function, &reference, NULL), LUAVM_OK);
  drop(reference);
  for (int i = 0; i < 3; i++) vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL);
  assert_int_equal(mine.releases, 1);
  assert_status(in_release[0], LUAVM_OK);
  assert_status(in_release[1], LUAVM_BUSY);
  assert_status(in_release[2], LUAVM_ARGUMENT);
  assert_status(vm_function(vm, &function, &reference, NULL), LUAVM_OK);
  assert_status(vm_reset(vm), LUAVM_OK);
  assert_int_equal(mine.releases, 2);
  assert_true(in_release[1] != LUAVM_OK);
  assert_status(vm_register(vm, &function, NULL), LUAVM_OK);
  vm_end(vm);
  assert_int_equal(mine.releases, 3);
  assert_status(in_release[1], LUAVM_HANDLE);
}

static luavm_status make_busy(void *user, const luavm_call *made, luavm_reply *reply) {
  luavm_function function = busy_function(user);
  luavm_ref reference = 0;
  luavm_status status = vm_function(made->vm, &function, &reference, NULL);
  if (status != LUAVM_OK) return status;
  return answer(reply, LUAVM_OK, TAKEN(LUAVM_FUNCTION, reference));
}

static luavm_status nest(void *user, const luavm_call *made, luavm_reply *reply) {
  static const char source[] =
      "for i = 1, 2 do make_busy() end collectgarbage() tick()";
  (void)user, (void)reply;
  return vm_eval(made->vm, source, sizeof source - 1, NULL, NULL);
}

static void a_release_within_nested_scripts_may_not_run_its_vm(void **state) {
  (void)state;
  static counter mine, ticks;
  mine = ticks = (counter){0};
  register_function("make_busy", make_busy, &mine);
  register_function("nest", nest, NULL);
  register_function("tick", counted, &ticks);
  eval_ends("nest()", LUAVM_OK);
  assert_int_equal(mine.releases, 1);
  assert_int_equal(ticks.calls, 1);
  assert_status(in_release[0], LUAVM_OK);
  assert_status(in_release[1], LUAVM_BUSY);
  expect_answer(vm);
}

static void a_function_that_scripts_drop_goes_during_no_script(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_ref reference = make_function(counted, &mine);
  luavm_value value = TAKEN(LUAVM_FUNCTION, reference);
  assert_status(vm_set(vm, "held", 4, &value, 0, NULL), LUAVM_OK);
  luavm_result *result =
      eval(vm,
           "held() held = nil _G.held = nil for i = 1, 3 do collectgarbage() end "
           "return 1",
           EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT));
  assert_result(result, LUAVM_OK);
  release(result);
  assert_int_equal(mine.calls, 1);
  value = NIL;
  assert_status(vm_set(vm, "held", 4, &value, 0, NULL), LUAVM_OK);
  for (int i = 0; i < 2; i++) vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL);
  assert_int_equal(mine.releases, 1);
}

static void *on_a_small_stack(void *user) {
  (void)user;
  outside_status = vm_eval(vm, "return 1", 8, NULL, NULL);
  luavm_value value = INTEGER(1);
  luavm_ref reference = 77;
  if (outside_status == LUAVM_UNSUPPORTED)
    outside_status = vm_keep(vm, &value, &reference, NULL);
  if (reference != 0 && outside_status != LUAVM_OK) outside_status = LUAVM_INTERNAL;
  return NULL;
}

static void a_small_stack_is_unsupported(void **state) {
  (void)state;
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 << 10);
  assert_int_equal(pthread_create(&thread, &attributes, on_a_small_stack, NULL), 0);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  assert_status(outside_status, LUAVM_UNSUPPORTED);
  expect_answer(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_limit_that_passes_in_a_function_ends_the_run_after_it),
      HERE(another_thread_interrupts_while_a_function_runs),
      HERE(another_thread_frees_while_a_function_runs),
      HERE(another_thread_may_resume),
      HERE(an_interrupt_of_a_run_that_waits_does_nothing),
      HERE(a_release_may_use_the_library_but_not_run_its_vm),
      HERE(a_release_within_nested_scripts_may_not_run_its_vm),
      HERE(a_function_that_scripts_drop_goes_during_no_script),
      HERE(a_small_stack_is_unsupported),
  };
  return RUN("meanwhile", tests);
}
