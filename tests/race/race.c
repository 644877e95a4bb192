/* Many threads, few VMs, random calls: race LIBRARY [--threads N] [--calls N]
 * [--seed N]. Every answer has to be one that the header names for its function;
 * what was handed out is freed exactly once, and in the end nothing is left.
 *
 * Blocks are not looked into: a pointer freed twice may by then be a block of
 * another thread's, which is how it finds out what else a double free breaks. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exports.h"

enum { VM_SLOTS = 40, BLOCK_SLOTS = 256, ROUNDING_BYTES = 64 << 10, EXPORTS_MAX = 64 };

/* Shared by all threads; each element is read and written atomically. */
static luavm_vm vms[VM_SLOTS];
static void *results[BLOCK_SLOTS], *buffers[BLOCK_SLOTS];

static uint64_t tally[EXPORTS_MAX][32];
static uint64_t given, freed, wrong;

typedef struct worker {
  pthread_t thread;
  uint64_t random, calls;
} worker;

#define TAKE(slot) __atomic_exchange_n(&(slot), NULL, __ATOMIC_ACQ_REL)
#define PEEK(slot) __atomic_load_n(&(slot), __ATOMIC_ACQUIRE)
#define COUNT(array) (sizeof(array) / sizeof *(array))

static uint64_t next(worker *w) {
  w->random ^= w->random << 13;
  w->random ^= w->random >> 7;
  w->random ^= w->random << 17;
  return w->random >> 11;
}

static uint64_t below(worker *w, uint64_t n) {
  return next(w) % n;
}

static luavm_vm some_vm(worker *w) {
  return __atomic_load_n(&vms[below(w, VM_SLOTS)], __ATOMIC_RELAXED);
}

/* ------------------------------------------------------------------ judging */

static int index_of(const char *name) {
  for (int i = 0; i < export_count; i++)
    if (strcmp(exports[i].name, name) == 0) return i;
  fprintf(stderr, "no export %s\n", name);
  exit(2);
}

static luavm_status judge(int which, luavm_status status) {
  bool named = status >= 0 && status < 32 && exports[which].statuses >> status & 1;
  if (!named || status == LUAVM_FORKED) {
    fprintf(stderr, "%s answers %s\n", exports[which].name, luavm_status_name(status));
    __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
  }
  __atomic_add_fetch(&tally[which][status & 31], 1, __ATOMIC_RELAXED);
  return status;
}

/* Each function is looked up once. */
#define JUDGE(function, ...)                            \
  ({                                                    \
    static int which = -1;                              \
    int at = __atomic_load_n(&which, __ATOMIC_RELAXED); \
    if (at < 0) {                                       \
      at = index_of(#function);                         \
      __atomic_store_n(&which, at, __ATOMIC_RELAXED);   \
    }                                                   \
    judge(at, function(__VA_ARGS__));                   \
  })

static void count_free(void *block, luavm_status status) {
  if (block != NULL && status == LUAVM_OK)
    __atomic_add_fetch(&freed, 1, __ATOMIC_RELAXED);
}

static void free_result(void *result) {
  count_free(result, JUDGE(vm_result_free, result));
}

static void free_buffer(void *buffer) {
  count_free(buffer, JUDGE(luavm_buffer_free, buffer));
}

static void keep(worker *w, void **slots, void *block, void (*give_back)(void *)) {
  if (block == NULL) return;
  __atomic_add_fetch(&given, 1, __ATOMIC_RELAXED);
  void **slot = &slots[below(w, BLOCK_SLOTS)];
  give_back(__atomic_exchange_n(slot, block, __ATOMIC_ACQ_REL));
}

/* -------------------------------------------------------------------- calls */

static void call_new(worker *w) {
  static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                      LUAVM_PROFILE_TRUSTED, LUAVM_PROFILE_REDIS, 77};
  luavm_vm_options options = {
      .struct_size = sizeof options,
      .profile = profiles[below(w, 20) ? below(w, 3) : below(w, COUNT(profiles))],
      .memory_bytes = 1u << (18 + below(w, 5)),
      .fuel = below(w, 2) ? 100000 : 0};
  luavm_vm vm = 0;
  luavm_buffer *error = NULL;
  JUDGE(vm_new, &options, &vm, &error);
  keep(w, buffers, error, free_buffer);
  if (vm == 0) return;
  JUDGE(vm_free, __atomic_exchange_n(&vms[below(w, VM_SLOTS)], vm, __ATOMIC_ACQ_REL));
}

static const char *const sources[] = {
    "return 1 + 1",
    "local t = {} for i = 1, 200 do t[i] = {i} end return t",
    "error('no')",
    "return (",
    "kept = (kept or 0) + 1 return kept",
    "local s = 'x' while true do s = s .. s end",
    "for i = 1, 500 do print(i) end",
    "local t = setmetatable({}, {__index = function(t, k) return k end}) return t[1]",
    "return coroutine and coroutine.wrap(function() coroutine.yield({}) end)()",
    "while true do pcall(error) end"};

static void call_eval(worker *w) {
  bool endless = below(w, 1000) == 0;
  const char *source =
      sources[endless ? COUNT(sources) - 1 : below(w, COUNT(sources) - 1)];
  luavm_eval_options options = {
      .struct_size = sizeof options,
      .flags = below(w, 4) == 0 ? LUAVM_EVAL_KEEP_ENVIRONMENT : 0,
      .wall_ms = endless ? 1 + below(w, 3) : 1000,
      .fuel = endless && below(w, 2) ? LUAVM_UNLIMITED : 20000,
      .output_bytes = 1 + below(w, 4000)};
  /* Always wanted: one that is not may be freed by a stale pointer uncounted. */
  luavm_result *result = NULL;
  JUDGE(vm_eval, some_vm(w), source, strlen(source), &options, &result);
  keep(w, results, result, free_result);
}

static void call_gc(worker *w) {
  int64_t figure;
  uint32_t operation = (uint32_t)below(w, 8);
  JUDGE(vm_gc, some_vm(w), operation, operation == LUAVM_GC_STEP ? 10 : 0, &figure);
}

static void call_mem_usage(worker *w) {
  luavm_memory memory = {.struct_size = sizeof memory};
  luavm_status status = JUDGE(vm_mem_usage, some_vm(w), &memory);
  if (status == LUAVM_OK && memory.used_bytes > memory.limit_bytes) {
    fprintf(stderr, "used %llu\n", (unsigned long long)memory.used_bytes);
    __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
  }
}

static void call_stats(worker *w) {
  luavm_statistics s = {.struct_size = below(w, 16) ? sizeof s : 3};
  JUDGE(luavm_stats, &s);
}

static void call_configure(worker *w) {
  luavm_config config = {
      .struct_size = sizeof config,
      .flags = below(w, 8) == 0,
      .vm_cap = (uint32_t)(24 + below(w, 64)),
      .memory_quota_bytes = below(w, 4) ? 0 : UINT64_C(1) << (24 + below(w, 4))};
  luavm_buffer *error = NULL;
  JUDGE(luavm_configure, &config, &error);
  keep(w, buffers, error, free_buffer);
}

/* Some as the wrong kind; one in four stays in its slot, to be freed again by
 * whoever comes by. */
static void call_frees(worker *w) {
  void **slots = below(w, 2) ? results : buffers;
  void **slot = &slots[below(w, BLOCK_SLOTS)];
  bool is_result = slots == results;
  if (below(w, 8) == 0) return (is_result ? free_buffer : free_result)(PEEK(*slot));
  (is_result ? free_result : free_buffer)(below(w, 4) ? TAKE(*slot) : PEEK(*slot));
}

static void call_any(worker *w) {
  uint64_t dice = below(w, 100);
  if (dice < 30) return call_eval(w);
  if (dice < 38) return call_new(w);
  if (dice < 42) return (void)JUDGE(vm_free, some_vm(w));
  if (dice < 46) return (void)JUDGE(vm_reset, some_vm(w));
  if (dice < 56) return (void)JUDGE(vm_interrupt, some_vm(w));
  if (dice < 62) return call_gc(w);
  if (dice < 74) return call_mem_usage(w);
  if (dice < 80) return call_stats(w);
  if (dice < 83) return call_configure(w);
  call_frees(w);
}

static void *work(void *at) {
  worker *w = at;
  for (uint64_t i = 0; i < w->calls; i++) call_any(w);
  return NULL;
}

/* --------------------------------------------------------------------- main */

static luavm_statistics read_counters(void) {
  luavm_statistics s = {.struct_size = sizeof s};
  JUDGE(luavm_stats, &s);
  return s;
}

static void give_everything_back(void) {
  for (int i = 0; i < VM_SLOTS; i++) JUDGE(vm_free, vms[i]);
  for (int i = 0; i < BLOCK_SLOTS; i++) {
    free_result(results[i]);
    free_buffer(buffers[i]);
  }
}

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  for (int i = 0; i < export_count; i++)
    if (library == NULL || !(export_address[i] = dlsym(library, exports[i].name))) {
      fprintf(stderr, "%s\n", dlerror());
      exit(2);
    }
}

static void report(void) {
  for (int i = 0; i < export_count; i++) {
    bool any = false;
    for (int s = 0; s < 32; s++) {
      if (tally[i][s] == 0) continue;
      printf("%s %s %llu", any ? "," : exports[i].name, luavm_status_name(s),
             (unsigned long long)tally[i][s]);
      any = true;
    }
    if (any) printf("\n");
  }
}

static uint64_t option(int count, char **arguments, const char *name, uint64_t value) {
  for (int i = 2; i + 1 < count; i += 2)
    if (strcmp(arguments[i], name) == 0) value = strtoull(arguments[i + 1], NULL, 10);
  return value;
}

int main(int count, char **arguments) {
  if (count < 2) return fprintf(stderr, "usage: race LIBRARY [--calls N] ...\n"), 2;
  uint64_t threads = option(count, arguments, "--threads", 64);
  uint64_t calls = option(count, arguments, "--calls", 100000);
  uint64_t seed = option(count, arguments, "--seed", (uint64_t)time(NULL));
  printf("%llu threads, %llu calls each, --seed %llu\n", (unsigned long long)threads,
         (unsigned long long)calls, (unsigned long long)seed);
  fflush(stdout);
  load(arguments[1]);
  luavm_statistics before = read_counters();
  worker *workers = calloc(threads, sizeof *workers);
  for (uint64_t i = 0; i < threads; i++) {
    workers[i].random = (seed + 1) * 0x9E3779B97F4A7C15u + i * 0xD1B54A32D192ED03u;
    workers[i].calls = calls;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) return 2;
  }
  for (uint64_t i = 0; i < threads; i++) pthread_join(workers[i].thread, NULL);
  give_everything_back();
  luavm_statistics after = read_counters();
  free(workers);
  report();
  printf("%llu blocks given, %llu freed; left: %llu VMs, %llu blocks, %llu bytes\n",
         (unsigned long long)given, (unsigned long long)freed,
         (unsigned long long)after.vm_count, (unsigned long long)after.block_count,
         (unsigned long long)(after.memory_bytes - before.memory_bytes));
  bool even = after.vm_count == 0 && after.block_count == 0 && given == freed &&
              after.memory_bytes < before.memory_bytes + ROUNDING_BYTES;
  return wrong == 0 && even ? 0 : 1;
}
