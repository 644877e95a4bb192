/* Forks at the worst moments: while other threads of the parent keep the managed
 * heap collecting. Whatever the child calls has to answer at once that it may
 * not, and the child has to come to its end. With DOTNET_GCgen0size=0x20000 in the
 * environment collections are frequent. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exports.h"

enum { ALLOCATING_THREADS = 3, CHILD_SECONDS = 30 };

/* Which way a child is made and ends; thread ends run the runtime's part too. */
enum way { FORK_EXIT, FORK_QUICK, FORK_THREAD_END, FORK_BARE, WAYS };

static bool done;

/* Each refusal leaves garbage on the managed heap. */
static void *allocate(void *unused) {
  (void)unused;
  while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
    luavm_result *result = NULL;
    vm_eval(1, "return 1", 8, NULL, &result);
    vm_result_free(result);
  }
  return NULL;
}

#define CHECK(condition) \
  if (!(condition)) _exit(__LINE__ % 200 + 20)

static void call_all(luavm_vm vm, luavm_result *result, luavm_buffer *buffer) {
  luavm_vm made = 9;
  int64_t figure = 9;
  luavm_buffer *error = buffer;
  luavm_result *again = result;
  luavm_config config = {.struct_size = sizeof config};
  luavm_statistics s = {.struct_size = sizeof s};
  luavm_memory m = {.struct_size = sizeof m};
  CHECK(strcmp(luavm_version(), LUAVM_VERSION) == 0);
  CHECK(luavm_abi_version() == LUAVM_ABI_VERSION);
  CHECK(strcmp(luavm_status_name(LUAVM_FORKED), "forked") == 0);
  CHECK(vm_eval(vm, "return 1", 8, NULL, &again) == LUAVM_FORKED && again == NULL);
  CHECK(vm_new(NULL, &made, &error) == LUAVM_FORKED && made == 0 && error == NULL);
  CHECK(vm_reset(vm) == LUAVM_FORKED && vm_interrupt(vm) == LUAVM_FORKED);
  CHECK(vm_mem_usage(vm, &m) == LUAVM_FORKED && luavm_stats(&s) == LUAVM_FORKED);
  CHECK(vm_gc(vm, LUAVM_GC_COLLECT, 0, &figure) == LUAVM_FORKED && figure == 0);
  CHECK(luavm_configure(&config, NULL) == LUAVM_FORKED);
  CHECK(vm_result_free(result) == LUAVM_FORKED);
  CHECK(luavm_buffer_free(buffer) == LUAVM_FORKED);
  CHECK(vm_free(vm) == LUAVM_FORKED);
}

static pid_t fork_by(enum way way) {
  return way == FORK_BARE ? (pid_t)syscall(SYS_fork) : fork();
}

static void child(enum way way, luavm_vm vm, luavm_result *result,
                  luavm_buffer *buffer) {
  alarm(CHILD_SECONDS);
  call_all(vm, result, buffer);
  if (way == FORK_EXIT) exit(0);
  if (way == FORK_THREAD_END) pthread_exit(NULL); /* the last thread: exit(0) */
  _exit(0);
}

static bool came_to_its_end(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return false;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  fprintf(stderr, WIFSIGNALED(status) ? "child killed by signal %d\n" : "child: %d\n",
          WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  return false;
}

static bool load(const char *path) {
  void *library = path != NULL ? dlopen(path, RTLD_NOW) : NULL;
  for (int i = 0; i < export_count && library != NULL; i++)
    export_address[i] = dlsym(library, exports[i].name);
  return library != NULL;
}

int main(int count, char **arguments) {
  int forks = count > 2 ? atoi(arguments[2]) : 1000, failed = 0;
  luavm_vm vm = 0;
  luavm_result *result = NULL;
  luavm_buffer *buffer = NULL;
  pthread_t threads[ALLOCATING_THREADS];
  if (!load(arguments[1])) return fprintf(stderr, "usage: fork LIBRARY [FORKS]\n"), 2;
  if (vm_new(NULL, &vm, NULL) != LUAVM_OK) return 2;
  if (vm_eval(vm, "return 1", 8, NULL, &result) != LUAVM_OK) return 2;
  if (luavm_configure(NULL, &buffer) != LUAVM_ARGUMENT) return 2;
  for (int i = 0; i < ALLOCATING_THREADS; i++)
    if (pthread_create(&threads[i], NULL, allocate, NULL) != 0) return 2;
  for (int i = 0; i < forks; i++) {
    pid_t pid = fork_by(i % WAYS);
    if (pid == 0) child(i % WAYS, vm, result, buffer);
    if (!came_to_its_end(pid)) failed++;
  }
  __atomic_store_n(&done, true, __ATOMIC_RELAXED);
  for (int i = 0; i < ALLOCATING_THREADS; i++) pthread_join(threads[i], NULL);
  bool answers = vm_eval(vm, "return 1", 8, NULL, NULL) == LUAVM_OK;
  vm_result_free(result);
  luavm_buffer_free(buffer);
  printf("%d forks, %d children failed, parent %s\n", forks, failed,
         answers ? "answers" : "is dead");
  return failed != 0 || !answers || vm_free(vm) != LUAVM_OK;
}
