/* Templates: host functions that VMs begin with, and how long they last. */
#include "host.h"

#include <stdio.h>

static luavm_template make_template(void) {
  luavm_template made = 0;
  luavm_buffer *error = (luavm_buffer *)&made;
  assert_status(template_new(&made, &error), LUAVM_OK);
  assert_null(error);
  assert_true(made != 0);
  return made;
}

static luavm_status try_add(luavm_template templ, const char *path, void *user) {
  luavm_function function = {.struct_size = sizeof function,
                             .name = path,
                             .name_length = strlen(path),
                             .call = counted,
                             .user = user,
                             .release = count_release};
  luavm_buffer *error = NULL;
  luavm_status status = template_register(templ, &function, &error);
  assert_true((status == LUAVM_OK) == (error == NULL));
  luavm_buffer_free(error);
  return status;
}

static void call_in(luavm_vm in, const char *source, luavm_status status) {
  luavm_result *result = eval(in, source, NULL);
  assert_result(result, status);
  release(result);
}

static void vms_begin_with_its_functions(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_template host = make_template();
  assert_status(try_add(host, "f", &mine), LUAVM_OK);
  assert_status(try_add(host, "deep.er.g", &mine), LUAVM_OK);
  luavm_vm one = vm_make(VM_OPTIONS(.host = host)),
           two = vm_make(VM_OPTIONS(.host = host)), none = vm_make(NULL);
  call_in(one, "f() deep.er.g()", LUAVM_OK);
  call_in(two, "f()", LUAVM_OK);
  call_in(none, "f()", LUAVM_RUNTIME);
  assert_int_equal(mine.calls, 3);
  call_in(one, "deep.er.g = 1", LUAVM_SANDBOX);
  vm_end(one), vm_end(two), vm_end(none);
  assert_int_equal(mine.releases, 0);
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(mine.releases, 2);
}

static void its_functions_outlast_it_in_its_vms(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_template host = make_template();
  assert_status(try_add(host, "f", &mine), LUAVM_OK);
  luavm_vm one = vm_make(VM_OPTIONS(.host = host)),
           two = vm_make(VM_OPTIONS(.host = host));
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(mine.releases, 0);
  call_in(one, "f()", LUAVM_OK);
  assert_status(vm_reset(one), LUAVM_OK);
  call_in(one, "f()", LUAVM_OK);
  assert_int_equal(mine.calls, 2);
  vm_end(one);
  assert_int_equal(mine.releases, 0);
  vm_end(two);
  assert_int_equal(mine.releases, 1);
}

static void what_is_added_later_is_in_later_vms(void **state) {
  (void)state;
  static counter first, second, added;
  first = (counter){0};
  second = (counter){0};
  added = (counter){0};
  luavm_template host = make_template();
  assert_status(try_add(host, "f", &first), LUAVM_OK);
  luavm_vm old = vm_make(VM_OPTIONS(.host = host));
  assert_status(try_add(host, "f", &second), LUAVM_OK);
  assert_status(try_add(host, "g", &added), LUAVM_OK);
  luavm_vm new = vm_make(VM_OPTIONS(.host = host));
  call_in(old, "f() assert(g == nil)", LUAVM_OK);
  call_in(new, "f() g()", LUAVM_OK);
  assert_int_equal(first.calls, 1);
  assert_int_equal(second.calls, 1);
  assert_int_equal(added.calls, 1);
  assert_int_equal(first.releases, 0);
  vm_end(old);
  assert_int_equal(first.releases, 1);
  vm_end(new);
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(first.releases, 1);
  assert_int_equal(second.releases, 1);
  assert_int_equal(added.releases, 1);
}

static void a_vm_may_replace_what_it_began_with(void **state) {
  (void)state;
  static counter general, own;
  general = (counter){0};
  own = (counter){0};
  luavm_template host = make_template();
  assert_status(try_add(host, "m.f", &general), LUAVM_OK);
  vm_end(vm);
  vm = vm_make(VM_OPTIONS(.host = host));
  luavm_vm other = vm_make(VM_OPTIONS(.host = host));
  register_function("m.f", counted, &own);
  call_in(vm, "m.f()", LUAVM_OK);
  call_in(other, "m.f()", LUAVM_OK);
  assert_int_equal(own.calls, 1);
  assert_int_equal(general.calls, 1);
  assert_status(vm_reset(vm), LUAVM_OK);
  call_in(vm, "m.f()", LUAVM_OK);
  assert_int_equal(own.calls, 2);
  vm_end(vm), vm_end(other);
  assert_int_equal(own.releases, 1);
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(general.releases, 1);
}

static void a_template_that_is_gone_is_handle(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_template host = make_template();
  assert_status(template_free(host), LUAVM_OK);
  assert_status(template_free(host), LUAVM_HANDLE);
  assert_status(template_free(0), LUAVM_OK);
  assert_status(template_free(0x7777), LUAVM_HANDLE);
  assert_status(try_add(host, "f", &mine), LUAVM_HANDLE);
  char message[512];
  assert_status(vm_refused(VM_OPTIONS(.host = host), message), LUAVM_HANDLE);
  assert_names(message, "template");
  assert_int_equal(mine.releases, 0);
}

static void a_vm_is_no_template(void **state) {
  (void)state;
  luavm_template host = make_template();
  char message[512];
  assert_status(vm_refused(VM_OPTIONS(.host = vm), message), LUAVM_HANDLE);
  assert_status(template_free(vm), LUAVM_HANDLE);
  assert_status(vm_free(host), LUAVM_HANDLE);
  expect_answer(vm);
  assert_status(template_free(host), LUAVM_OK);
}

static void a_definition_is_checked(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_template host = make_template();
  assert_status(try_add(host, "", &mine), LUAVM_ARGUMENT);
  luavm_function function = {.struct_size = sizeof function,
                             .name = "f",
                             .name_length = 1,
                             .user = &mine,
                             .release = count_release};
  assert_status(template_register(host, &function, NULL), LUAVM_ARGUMENT);
  assert_status(template_register(host, NULL, NULL), LUAVM_ARGUMENT);
  assert_status(template_new(NULL, NULL), LUAVM_ARGUMENT);
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(mine.releases, 0);
}

static void a_template_that_does_not_fit_is_memory(void **state) {
  (void)state;
  static counter mine;
  mine = (counter){0};
  luavm_template host = make_template();
  char path[1024];
  memset(path, 'x', sizeof path);
  enum { MANY = 500 };
  for (int i = 0; i < MANY; i++) {
    snprintf(path + 1000, 24, "%d", i);
    assert_status(try_add(host, path, &mine), LUAVM_OK);
  }
  char message[512];
  assert_status(
      vm_refused(VM_OPTIONS(.host = host, .memory_bytes = LUAVM_MEMORY_MIN), message),
      LUAVM_MEMORY);
  luavm_vm fits = vm_make(VM_OPTIONS(.host = host));
  expect_answer(fits);
  vm_end(fits);
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(mine.releases, MANY);
}

static void a_thousand_vms_share_one(void **state) {
  (void)state;
  enum { MANY = 900 };
  static luavm_vm vms[MANY];
  static counter mine;
  mine = (counter){0};
  luavm_template host = make_template();
  assert_status(try_add(host, "f", &mine), LUAVM_OK);
  for (int i = 0; i < MANY; i++) vms[i] = vm_make(VM_OPTIONS(.host = host));
  for (int i = 0; i < MANY; i++) call_in(vms[i], "f()", LUAVM_OK);
  assert_int_equal(mine.calls, MANY);
  for (int i = 0; i < MANY; i++) vm_end(vms[i]);
  assert_status(template_free(host), LUAVM_OK);
  assert_int_equal(mine.releases, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      HERE(vms_begin_with_its_functions),
      HERE(its_functions_outlast_it_in_its_vms),
      HERE(what_is_added_later_is_in_later_vms),
      HERE(a_vm_may_replace_what_it_began_with),
      HERE(a_template_that_is_gone_is_handle),
      HERE(a_vm_is_no_template),
      HERE(a_definition_is_checked),
      HERE(a_template_that_does_not_fit_is_memory),
      HERE(a_thousand_vms_share_one),
  };
  return RUN("templates", tests);
}
