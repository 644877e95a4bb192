/* first.c - what a fresh process pays: from dlopen of the library named on the
 * command line to the first value of the first script, in milliseconds.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "luavm.h"

typedef luavm_status (*vm_new_function)(const luavm_vm_options *, luavm_vm *,
                                        luavm_buffer **);
typedef luavm_status (*vm_eval_function)(luavm_vm, const char *, size_t,
                                         const luavm_eval_options *, luavm_result **);

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int fail(const char *what) {
  fprintf(stderr, "first: %s\n", what);
  return 1;
}

int main(int count, char **arguments) {
  static const char text[] = "return 1+1";
  vm_new_function make = NULL;
  vm_eval_function eval = NULL;
  luavm_vm vm = 0;
  luavm_result *result = NULL;
  if (count != 2) return fail("usage: first LIBLUAVM");
  double start = now_ms();
  void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return fail(dlerror());
  void *make_address = dlsym(library, "vm_new");
  void *eval_address = dlsym(library, "vm_eval");
  memcpy(&make, &make_address, sizeof make);
  memcpy(&eval, &eval_address, sizeof eval);
  if (make == NULL || eval == NULL) return fail("the library has no vm_new or vm_eval");
  if (make(NULL, &vm, NULL) != LUAVM_OK) return fail("vm_new failed");
  if (eval(vm, text, sizeof text - 1, NULL, &result) != LUAVM_OK ||
      result->value_count != 1 || result->values[0].as.integer != 2)
    return fail("vm_eval did not answer 2 to 1+1");
  printf("%.6f\n", now_ms() - start);
  return 0;
}
