/* Host functions in a VM: where they are found, and when they are released. */
#include "host.h"

static void a_function_is_released_with_its_vm(void **state) {
  (void)state;
  static counter registered, made, failed, replaced;
  registered = (counter){0};
  made = (counter){0};
  failed = (counter){0};
  replaced = (counter){0};
  luavm_vm outer = vm;
  vm = vm_make(NULL);
  register_function("f", counted, &replaced);
  register_function("f", counted, &registered);
  luavm_ref function = make_function(counted, &made);
  assert_true(function != 0);
  assert_status(try_register("", counted, &failed), LUAVM_ARGUMENT);
  assert_status(try_register("math.pi.x", counted, &failed), LUAVM_ARGUMENT);
  eval_ends("f() f()", LUAVM_OK);
  assert_int_equal(registered.calls, 2);
  assert_int_equal(registered.releases, 0);
  vm_end(vm);
  vm = outer;
  assert_int_equal(registered.releases, 1);
  assert_int_equal(replaced.releases, 1);
  assert_int_equal(made.releases, 1);
  assert_int_equal(failed.releases, 0);
}

static void a_reset_keeps_what_is_registered_and_drops_what_is_made(void **state) {
  (void)state;
  static counter registered, made;
  registered = (counter){0};
  made = (counter){0};
  register_function("f", counted, &registered);
  make_function(counted, &made);
  assert_status(vm_reset(vm), LUAVM_OK);
  assert_int_equal(made.releases, 1);
  assert_int_equal(registered.releases, 0);
  eval_ends("f()", LUAVM_OK);
  assert_int_equal(registered.calls, 1);
}

static void a_made_function_goes_once_nobody_holds_it(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_ref function = make_function(counted, &mine);
  luavm_value value = FUNCTION(function);
  assert_status(vm_set(vm, "held", 4, &value, 0, NULL), LUAVM_OK);
  drop(function);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_int_equal(mine.releases, 0);
  eval_ends("held()", LUAVM_OK);
  assert_int_equal(mine.calls, 1);
  value = NIL;
  assert_status(vm_set(vm, "held", 4, &value, 0, NULL), LUAVM_OK);
  for (int i = 0; i < 2; i++)
    assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_int_equal(mine.releases, 1);
}

static void modules_are_read_only_to_scripts(void **state) {
  (void)state;
  register_function("game.f", counted, NULL);
  eval_ends("game.g = 1", LUAVM_SANDBOX);
  eval_ends("game.f = nil", LUAVM_SANDBOX);
  eval_ends("game.f()", LUAVM_OK);
  register_function("game.h", counted, NULL);
  eval_ends("game.h() game.f()", LUAVM_OK);
}

static void a_definition_is_checked(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_function good = {.struct_size = sizeof good,
                         .name = "f",
                         .name_length = 1,
                         .call = counted,
                         .user = &mine,
                         .release = count_release};
  luavm_function bad[] = {good, good, good, good, good};
  bad[0].struct_size = 4;
  bad[1].flags = 1u << 30;
  bad[2].call = NULL;
  bad[3].name = NULL, bad[3].name_length = 5;
  bad[4].name = "a\0b", bad[4].name_length = 3;
  for (size_t i = 0; i < COUNT(bad); i++) {
    luavm_ref reference = 77;
    luavm_buffer *error = NULL;
    assert_status(vm_register(vm, &bad[i], &error), LUAVM_ARGUMENT);
    assert_non_null(error);
    luavm_buffer_free(error);
    assert_status(vm_function(vm, &bad[i], &reference, NULL), LUAVM_ARGUMENT);
    assert_true(reference == 0);
  }
  assert_status(vm_register(vm, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(vm_function(vm, &good, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(vm_register(0, &good, NULL), LUAVM_HANDLE);
  assert_int_equal(mine.releases, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(a_function_is_released_with_its_vm),
      HERE(a_reset_keeps_what_is_registered_and_drops_what_is_made),
      HERE(a_made_function_goes_once_nobody_holds_it),
      HERE(modules_are_read_only_to_scripts),
      HERE(a_definition_is_checked),
  };
  return RUN("registration", tests);
}
