/* Other threads in the VM, threads with little stack, with signals, at their end. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

#include "classes.h"

#define KIB(n) ((size_t)(n) << 10)

static const char endless[] =
    "local s = ('x'):rep(1 << 20) while true do pcall(function() while true do end "
    "end) end";

typedef struct runner {
  pthread_t thread;
  luavm_vm vm;
  luavm_status status;
} runner;

static void *run_endless(void *at) {
  runner *r = at;
  luavm_eval_options options = {.struct_size = sizeof options,
                                .wall_ms = LUAVM_UNLIMITED};
  r->status = vm_eval(r->vm, endless, sizeof endless - 1, &options, NULL);
  return NULL;
}

static void runner_start(runner *r, luavm_vm vm) {
  *r = (runner){.vm = vm, .status = -1};
  CHECK(pthread_create(&r->thread, NULL, run_endless, r) == 0, "pthread_create");
  luavm_memory memory = {.struct_size = sizeof memory};
  while (memory.used_bytes < MIB(1)) {
    CHECK(vm_mem_usage(vm, &memory) == LUAVM_OK, "vm_mem_usage");
    nanosleep(&(struct timespec){0, 100000}, NULL);
  }
}

static void runner_ends(runner *r, luavm_status want) {
  pthread_join(r->thread, NULL);
  CHECK(r->status == want, "the eval answers %s", luavm_status_name(r->status));
}

static bool has_handle(const export *of) {
  return find_kind(of, KIND_HANDLE) >= 0;
}

/* A VM whose run waits for vm_resume runs nothing else. */
static void end_wait(const call *c) {
  if (strcmp(c->of->name, "vm_resume") == 0)
    CHECK(vm_reset(c->vm) == LUAVM_OK, "vm_reset");
}

static void while_running(const export *of) {
  call c;
  call_open(&c, of);
  runner r;
  end_wait(&c);
  runner_start(&r, c.vm);
  call_expect(&c, of->one_per_vm ? LUAVM_BUSY : LUAVM_OK);
  if (strcmp(of->name, "vm_free") != 0)
    CHECK(vm_interrupt(c.vm) == LUAVM_OK, "vm_interrupt");
  runner_ends(&r, c.consumed ? LUAVM_CLOSED : LUAVM_CANCELLED);
  call_end(&c);
}

static void *free_vm(void *vm) {
  CHECK(vm_free(*(luavm_vm *)vm) == LUAVM_OK, "vm_free");
  return NULL;
}

static void after_free_elsewhere(const export *of) {
  call c;
  call_open(&c, of);
  runner r;
  pthread_t thread;
  end_wait(&c);
  runner_start(&r, c.vm);
  CHECK(pthread_create(&thread, NULL, free_vm, &c.vm) == 0, "pthread_create");
  pthread_join(thread, NULL);
  call_expect(&c, LUAVM_HANDLE);
  runner_ends(&r, LUAVM_CLOSED);
  call_expect(&c, LUAVM_HANDLE);
  c.consumed = true;
}

/* ------------------------------------------------------------------ stacks */

typedef struct small {
  const export *of;
  size_t bytes;
  uint32_t profile; /* 0: the VM as it comes */
} small;

/* Finalizers that go as deep as Lua lets them. */
static const char deep_finalizers[] =
    "local function f() return (('x'):gsub('x', f)) end "
    "for i = 1, 100 do setmetatable({}, {__gc = function() pcall(f) end}) end "
    "keep = setmetatable({}, {__gc = function() pcall(f) end})";

static luavm_vm vm_with_finalizers(void) {
  luavm_eval_options options = {.struct_size = sizeof options,
                                .flags = LUAVM_EVAL_KEEP_ENVIRONMENT};
  luavm_vm vm = vm_open(LUAVM_PROFILE_TRUSTED);
  CHECK(vm_gc(vm, LUAVM_GC_STOP, 0, NULL) == LUAVM_OK, "vm_gc");
  CHECK(vm_eval(vm, deep_finalizers, sizeof deep_finalizers - 1, &options, NULL) ==
            LUAVM_OK,
        "finalizers");
  return vm;
}

static void *call_made(void *at) {
  call_make(at);
  return NULL;
}

static void on_a_stack_of(const small *s) {
  call c;
  pthread_attr_t attributes;
  pthread_t thread;
  if (s->profile != 0)
    call_open_in(&c, s->of, vm_with_finalizers());
  else
    call_open(&c, s->of);
  pthread_attr_init(&attributes);
  CHECK(pthread_attr_setstacksize(&attributes, s->bytes) == 0, "stack size");
  CHECK(pthread_create(&thread, &attributes, call_made, &c) == 0, "pthread_create");
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  bool may_refuse = s->of->statuses >> LUAVM_UNSUPPORTED & 1;
  if (needs_stack(s->of) && s->bytes <= KIB(512))
    CHECK(c.status == LUAVM_UNSUPPORTED, "%s", luavm_status_name(c.status));
  else if (s->profile == 0 || s->bytes >= KIB(1024) || !may_refuse)
    CHECK(c.status == LUAVM_OK, "%s", luavm_status_name(c.status));
  call_end(&c);
}

static const size_t stacks[] = {KIB(128), KIB(192), KIB(256), KIB(512), KIB(1024)};

static void small_stacks(const export *of) {
  for (size_t i = 0; i < COUNT(stacks); i++) on_a_stack_of(&(small){of, stacks[i], 0});
}

static void small_stacks_with_finalizers(const export *of) {
  for (size_t i = 0; i < COUNT(stacks); i++)
    on_a_stack_of(&(small){of, stacks[i], LUAVM_PROFILE_TRUSTED});
}

/* ----------------------------------------------------------------- signals */

static call *in_handler;

static void handle(int number) {
  (void)number;
  if (in_handler != NULL) call_make(in_handler);
}

/* There nobody can tell how much stack is left. */
static void on_another_stack(const export *of) {
  stack_t other = {.ss_size = KIB(256)}, none = {.ss_flags = SS_DISABLE};
  other.ss_sp = mmap(NULL, other.ss_size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
  call c;
  call_open(&c, of);
  in_handler = &c;
  CHECK(sigaltstack(&other, NULL) == 0 && sigaction(SIGUSR1, &action, NULL) == 0,
        "alternate stack");
  raise(SIGUSR1);
  sigaltstack(&none, NULL);
  munmap(other.ss_sp, other.ss_size);
  luavm_status want = needs_stack(of) ? LUAVM_UNSUPPORTED : LUAVM_OK;
  CHECK(c.status == want, "%s", luavm_status_name(c.status));
  call_end(&c);
}

static void with_signals_blocked(const export *of) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  for (int i = 0; i < 20; i++) call_succeeds(of);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void under_a_storm_of_signals(const export *of) {
  struct sigaction action = {.sa_handler = handle};
  struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
  in_handler = NULL;
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &often, NULL);
  for (int i = 0; i < 200; i++) call_succeeds(of);
  setitimer(ITIMER_REAL, &never, NULL);
}

/* ------------------------------------------------------------- thread ends */

/* Its destructor runs after those of keys made before, the runtime's among them. */
static pthread_key_t late_key;

static void call_late(void *at) {
  call *c = at;
  call_make(c);
}

static void *end_with_a_call(void *at) {
  vm_answers(((call *)at)[1].vm);
  pthread_setspecific(late_key, at);
  return NULL;
}

static void in_a_thread_that_ends(const export *of) {
  call_succeeds(of); /* the runtime has its key now */
  CHECK(pthread_key_create(&late_key, call_late) == 0, "pthread_key_create");
  for (int i = 0; i < 20; i++) {
    call c[2] = {0};
    pthread_t thread;
    call_open(&c[0], of);
    c[1].vm = vm_open(LUAVM_PROFILE_DEFAULT);
    CHECK(pthread_create(&thread, NULL, end_with_a_call, c) == 0, "pthread_create");
    pthread_join(thread, NULL);
    CHECK(c[0].status == LUAVM_OK, "%s", luavm_status_name(c[0].status));
    call_end(&c[0]);
    CHECK(vm_free(c[1].vm) == LUAVM_OK, "vm_free");
  }
  pthread_key_delete(late_key);
}

const misuse thread_misuses[] = {
    {"keeps_to_its_threads_while_a_script_runs", has_handle, while_running, false},
    {"knows_a_vm_freed_on_another_thread", has_handle, after_free_elsewhere, false},
    {"survives_small_stacks", on_any_thread, small_stacks, false},
    {"survives_small_stacks_and_finalizers", has_handle, small_stacks_with_finalizers,
     false},
    {"survives_an_alternate_stack", every_export, on_another_stack, false},
    {"works_with_all_signals_blocked", every_export, with_signals_blocked, false},
    {"works_while_signals_come", every_export, under_a_storm_of_signals, false},
    {"works_in_a_thread_that_ends", on_any_thread, in_a_thread_that_ends, false},
    {NULL, NULL, NULL, false}};
