/* What the library owes its process: forked children, signals, an end at any
 * moment, no memory left. Some of it needs a process of its own: this program
 * starts itself with the name of a role. */
#include "abi.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define ENDLESS "local s = ('x'):rep(1 << 20) while true do end"

static void *run_endless(void *at) {
  luavm_result *result = NULL;
  vm_eval(*(luavm_vm *)at, ENDLESS, strlen(ENDLESS),
          EVAL_OPTIONS(.wall_ms = LUAVM_UNLIMITED), &result);
  vm_result_free(result);
  return NULL;
}

static pthread_t endless_start(luavm_vm *vm) {
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, run_endless, vm), 0);
  while (memory_of(*vm).used_bytes < MIB(1))
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  return thread;
}

/* ------------------------------------------------------------------- fork */

#define IN_CHILD(condition) \
  if (!(condition)) _exit(__LINE__ % 200 + 20)

static void use_all_in_child(luavm_vm vm, luavm_result *result, luavm_buffer *buffer) {
  luavm_vm made = 9;
  int64_t figure = 9;
  luavm_buffer *error = buffer;
  luavm_result *again = result;
  luavm_statistics s = {.struct_size = sizeof s};
  luavm_memory m = {.struct_size = sizeof m};
  alarm(30);
  IN_CHILD(strcmp(luavm_version(), LUAVM_VERSION) == 0);
  IN_CHILD(luavm_abi_version() == LUAVM_ABI_VERSION);
  IN_CHILD(strcmp(luavm_status_name(LUAVM_FORKED), "forked") == 0);
  IN_CHILD(vm_eval(vm, "return 1", 8, NULL, &again) == LUAVM_FORKED);
  IN_CHILD(again == NULL || (again != result && again->status == LUAVM_FORKED));
  IN_CHILD(vm_eval(vm, "return 1", 8, NULL, NULL) == LUAVM_FORKED);
  IN_CHILD(vm_new(NULL, &made, &error) == LUAVM_FORKED && made == 0);
  IN_CHILD(error != buffer);
  IN_CHILD(vm_new(NULL, NULL, NULL) == LUAVM_FORKED);
  IN_CHILD(vm_reset(vm) == LUAVM_FORKED);
  IN_CHILD(vm_interrupt(vm) == LUAVM_FORKED);
  IN_CHILD(vm_mem_usage(vm, &m) == LUAVM_FORKED);
  IN_CHILD(vm_gc(vm, LUAVM_GC_COLLECT, 0, &figure) == LUAVM_FORKED && figure == 0);
  IN_CHILD(luavm_stats(&s) == LUAVM_FORKED);
  IN_CHILD(luavm_fail_allocations(1, 0, NULL) == LUAVM_FORKED);
  error = buffer;
  IN_CHILD(luavm_configure(CONFIG(.flags = 0), &error) == LUAVM_FORKED &&
           error != buffer);
  IN_CHILD(vm_result_free(result) == LUAVM_FORKED);
  IN_CHILD(luavm_buffer_free(buffer) == LUAVM_FORKED);
  IN_CHILD(vm_free(vm) == LUAVM_FORKED);
}

static void exits_with(pid_t child, int code) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) assert_int_equal(errno, EINTR);
  if (WIFSIGNALED(status)) fail_msg("killed by signal %d", WTERMSIG(status));
  assert_int_equal(WEXITSTATUS(status), code);
}

static pid_t fork_quietly(void) {
  fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  return child;
}

static void a_forked_child_is_told_so_by_every_function(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL), busy = vm_make(NULL);
  luavm_result *result = eval(vm, "return 1", NULL);
  luavm_buffer *buffer = NULL;
  assert_status(luavm_configure(NULL, &buffer), LUAVM_ARGUMENT);
  pthread_t thread = endless_start(&busy);
  for (int i = 0; i < 10; i++) {
    pid_t child = fork_quietly();
    if (child == 0) {
      use_all_in_child(i % 2 == 0 ? vm : busy, result, buffer);
      _exit(7);
    }
    exits_with(child, 7);
  }
  assert_status(vm_interrupt(busy), LUAVM_OK);
  pthread_join(thread, NULL);
  expect_answer(vm);
  expect_answer(busy);
  release(result);
  assert_status(luavm_buffer_free(buffer), LUAVM_OK);
  vm_end(busy);
  vm_end(vm);
}

static void a_forked_child_can_end_as_usual(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  pid_t child = fork_quietly();
  if (child == 0) {
    alarm(30);
    exit(7);
  }
  exits_with(child, 7);
  vm_end(vm);
}

/* ---------------------------------------------------- processes of its own */

static const char *self;

static void role_exits_with_7(const char *role) {
  pid_t child;
  char *arguments[] = {(char *)(uintptr_t)self, (char *)(uintptr_t)role, NULL};
  fflush(NULL);
  assert_int_equal(posix_spawn(&child, self, NULL, NULL, arguments, environ), 0);
  exits_with(child, 7);
}

static int end_while_running(void) {
  static luavm_vm vm;
  vm = vm_make(NULL);
  endless_start(&vm);
  return 7;
}

static int run_without_memory(void) {
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = LUAVM_UNLIMITED, .wall_ms = 60000));
  expect_answer(vm);
  struct rlimit limit;
  getrlimit(RLIMIT_AS, &limit);
  char line[256];
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fgets(line, sizeof line, file) == NULL) return 1;
  fclose(file);
  pages = strtoul(line, NULL, 10);
  limit.rlim_cur = pages * (unsigned long)sysconf(_SC_PAGESIZE) + MIB(128);
  if (setrlimit(RLIMIT_AS, &limit) != 0) return 2;
  expect(vm, LUAVM_MEMORY, "return ('x'):rep(1 << 30)");
  expect(vm, LUAVM_MEMORY, "local t = {} while true do t = {t} end");
  vm_end(vm);
  vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(1024), .wall_ms = 60000));
  expect(vm, LUAVM_MEMORY,
         "pcall(string.rep, 'x', 3 << 29) "
         "pcall(function() local t = {} "
         "for i = 1, 1e9 do t[i] = ('x'):rep(1 << 20) .. i end end) return 1");
  vm_end(vm);
  return 7;
}

static int fork_first(void) {
  pid_t child = fork();
  if (child == 0) _exit(strcmp(luavm_version(), LUAVM_VERSION) == 0 ? 7 : 1);
  luavm_vm vm = vm_make(NULL);
  expect_answer(vm);
  vm_end(vm);
  int status;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int keep_signals(void) {
  static const int numbers[] = {SIGPIPE, SIGINT,  SIGTERM, SIGCHLD,
                                SIGHUP,  SIGALRM, SIGQUIT};
  struct sigaction now;
  vm_end(vm_make(NULL));
  for (size_t i = 0; i < COUNT(numbers); i++) {
    sigaction(numbers[i], NULL, &now);
    if (now.sa_handler != SIG_DFL) {
      fprintf(stderr, "signal %d is no longer default\n", numbers[i]);
      return 1;
    }
  }
  return 7;
}

static void note_signal(int number) {
  (void)number;
}

/* What the host has set up since it was loaded. */
static int keep_handlers(void) {
  struct sigaction now;
  signal(SIGPIPE, note_signal);
  vm_end(vm_make(NULL));
  sigaction(SIGPIPE, NULL, &now);
  return now.sa_handler == note_signal ? 7 : 1;
}

static const struct {
  const char *name;
  int (*play)(void);
} roles[] = {{"end while running", end_while_running},
             {"run without memory", run_without_memory},
             {"fork first", fork_first},
             {"keep signals", keep_signals},
             {"keep handlers", keep_handlers}};

static void the_process_may_end_while_a_script_runs(void **state) {
  (void)state;
  role_exits_with_7("end while running");
}

static void a_system_without_memory_is_memory(void **state) {
  (void)state;
  role_exits_with_7("run without memory");
}

static void a_fork_before_the_first_call_hurts_nobody(void **state) {
  (void)state;
  role_exits_with_7("fork first");
}

static void signal_dispositions_are_left_alone(void **state) {
  (void)state;
  role_exits_with_7("keep signals");
  role_exits_with_7("keep handlers");
}

int main(int count, char **arguments) {
  self = arguments[0];
  for (size_t i = 0; count > 1 && i < COUNT(roles); i++)
    if (strcmp(arguments[1], roles[i].name) == 0) return roles[i].play();
  const struct CMUnitTest tests[] = {
      TEST(a_forked_child_is_told_so_by_every_function),
      TEST(a_forked_child_can_end_as_usual),
      TEST(the_process_may_end_while_a_script_runs),
      TEST(a_system_without_memory_is_memory),
      TEST(a_fork_before_the_first_call_hurts_nobody),
      TEST(signal_dispositions_are_left_alone),
  };
  return RUN("process", tests);
}
