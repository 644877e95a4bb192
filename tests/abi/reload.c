/* The library as a plug-in: this program is not linked to it, opens and closes
 * it again and again, and uses it each time. */
#include <dlfcn.h>

#include "abi.h"

static const char *path;

typedef luavm_status make(const luavm_vm_options *, luavm_vm *, luavm_buffer **);
typedef luavm_status end(luavm_vm);
typedef luavm_status run(luavm_vm, const char *, size_t, const luavm_eval_options *,
                         luavm_result **);
typedef luavm_status drop(luavm_result *);

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) fail_msg("%s: %s", name, dlerror());
  return found;
}

static void use(void *library) {
  make *vm_make_it;
  end *vm_end_it;
  run *vm_run_it;
  drop *result_drop;
  /* ISO C has no cast from an object pointer to a function pointer. */
  void *at = symbol(library, "vm_new");
  memcpy(&vm_make_it, &at, sizeof at);
  at = symbol(library, "vm_free");
  memcpy(&vm_end_it, &at, sizeof at);
  at = symbol(library, "vm_eval");
  memcpy(&vm_run_it, &at, sizeof at);
  at = symbol(library, "vm_result_free");
  memcpy(&result_drop, &at, sizeof at);
  luavm_vm vm = 0;
  luavm_result *result = NULL;
  assert_int_equal(vm_make_it(NULL, &vm, NULL), LUAVM_OK);
  assert_int_equal(vm_run_it(vm, "return 1+1", 10, NULL, &result), LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 2);
  assert_int_equal(result_drop(result), LUAVM_OK);
  assert_int_equal(vm_end_it(vm), LUAVM_OK);
}

static void opening_and_closing_again_and_again_works(void **state) {
  (void)state;
  for (int i = 0; i < 4; i++) {
    void *library = dlopen(path, i % 2 == 0 ? RTLD_NOW : RTLD_LAZY | RTLD_GLOBAL);
    if (library == NULL) fail_msg("%s", dlerror());
    use(library);
    assert_int_equal(dlclose(library), 0);
  }
}

static void closing_without_a_call_works(void **state) {
  (void)state;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  assert_non_null(library);
  assert_int_equal(dlclose(library), 0);
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  path = arguments[1];
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(closing_without_a_call_works),
      cmocka_unit_test(opening_and_closing_again_and_again_works),
      cmocka_unit_test(closing_without_a_call_works),
  };
  return RUN("reload", tests);
}
