/* One cell of the matrix: misuse LIBRARY EXPORT CLASS. `misuse --list`: all. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "classes.h"

/* vm_free returns memory in whole pages, the process counts it in steps. */
enum { ROUNDING_BYTES = 64 << 10 };

void *library;

static const misuse *const groups[] = {
    argument_misuses, handle_misuses, block_misuses, thread_misuses, process_misuses,
    callback_misuses, answer_misuses, value_misuses, bound_misuses};

bool every_export(const export *of) {
  (void)of;
  return true;
}

static int list(void) {
  for (int e = 0; e < export_count; e++)
    for (size_t g = 0; g < COUNT(groups); g++)
      for (const misuse *m = groups[g]; m->name != NULL; m++)
        if (m->applies(&exports[e])) printf("%s %s\n", exports[e].name, m->name);
  return 0;
}

static const export *export_named(const char *name) {
  for (int e = 0; e < export_count; e++)
    if (strcmp(exports[e].name, name) == 0) return &exports[e];
  return NULL;
}

static const misuse *misuse_named(const char *name) {
  for (size_t g = 0; g < COUNT(groups); g++)
    for (const misuse *m = groups[g]; m->name != NULL; m++)
      if (strcmp(m->name, name) == 0) return m;
  return NULL;
}

static void load(const char *path) {
  library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CHECK(library != NULL, "%s", dlerror());
  for (int e = 0; e < export_count; e++) {
    export_address[e] = dlsym(library, exports[e].name);
    CHECK(export_address[e] != NULL, "%s is not in the library", exports[e].name);
  }
}

typedef struct cell {
  const misuse *m;
  const export *of;
} cell;

static luavm_status run_cell(void *user, const luavm_call *made, luavm_reply *reply) {
  const cell *here = user;
  (void)made;
  lent_reply = reply;
  here->m->run(here->of);
  lent_reply = NULL;
  return LUAVM_OK;
}

/* What takes a reply is called from within a host function. */
static void run_within(const misuse *m, const export *of) {
  cell here = {m, of};
  luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
  function_put(vm, "cell", run_cell, &here);
  CHECK(vm_eval(vm, "cell()", 6, NULL, NULL) == LUAVM_OK, "the host function");
  CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
}

static void run(const misuse *m, const export *of) {
  luavm_vm other = vm_open(LUAVM_PROFILE_DEFAULT);
  luavm_statistics before = counters();
  if (find_kind(of, KIND_REPLY) >= 0)
    run_within(m, of);
  else
    m->run(of);
  if (m->leaves) return;
  luavm_statistics after = counters();
  CHECK(after.vm_count == before.vm_count, "VMs are left");
  CHECK(after.block_count == before.block_count, "blocks are left");
  CHECK(after.vm_cap == before.vm_cap && after.memory_quota_bytes == LUAVM_UNLIMITED,
        "a refused call configured something");
  CHECK(after.memory_bytes < before.memory_bytes + ROUNDING_BYTES, "memory is left");
  vm_answers(other);
  CHECK(vm_free(other) == LUAVM_OK, "vm_free");
  CHECK(counters().vm_count == 0 && counters().block_count == 0, "something is left");
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "--list") == 0) return list();
  const export *of = count == 4 ? export_named(arguments[2]) : NULL;
  const misuse *m = count == 4 ? misuse_named(arguments[3]) : NULL;
  if (of == NULL || m == NULL) {
    fprintf(stderr, "usage: misuse --list | misuse LIBRARY EXPORT CLASS\n");
    return 2;
  }
  load(arguments[1]);
  run(m, of);
  printf("%llu checks\n", (unsigned long long)check_count);
  fflush(stdout);
  return 0;
}
