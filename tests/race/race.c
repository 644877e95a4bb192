/* Many threads, few VMs, random calls: race LIBRARY [--threads N] [--calls N]
 * [--seed N]. Every answer has to be one that the header names for its function;
 * what was handed out is freed exactly once, and in the end nothing is left.
 *
 * Blocks are not looked into: a pointer freed twice may by then be a block of
 * another thread's, which is how it finds out what else a double free breaks. */
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#include "race.h"

enum { ROUNDING_BYTES = 64 << 10, EXPORTS_MAX = 64 };

luavm_vm vms[VM_SLOTS];
void *results[BLOCK_SLOTS], *buffers[BLOCK_SLOTS];

static uint64_t tally[EXPORTS_MAX][32];
luavm_template templates[TEMPLATE_SLOTS];
uint64_t wrong, owned, released;
static uint64_t given, freed;

uint64_t next(worker *w) {
  w->random ^= w->random << 13;
  w->random ^= w->random >> 7;
  w->random ^= w->random << 17;
  return w->random >> 11;
}

uint64_t below(worker *w, uint64_t n) {
  return next(w) % n;
}

luavm_vm some_vm(worker *w) {
  return __atomic_load_n(&vms[below(w, VM_SLOTS)], __ATOMIC_RELAXED);
}

/* ------------------------------------------------------------------ judging */

int index_of(const char *name) {
  for (int i = 0; i < export_count; i++)
    if (strcmp(exports[i].name, name) == 0) return i;
  fprintf(stderr, "no export %s\n", name);
  exit(2);
}

luavm_status judge(int which, luavm_status status) {
  bool named = status >= 0 && status < 32 && exports[which].statuses >> status & 1;
  if (!named || status == LUAVM_FORKED) {
    fprintf(stderr, "%s answers %s\n", exports[which].name, luavm_status_name(status));
    __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
  }
  __atomic_add_fetch(&tally[which][status & 31], 1, __ATOMIC_RELAXED);
  return status;
}

static void count_free(void *block, luavm_status status) {
  if (block != NULL && status == LUAVM_OK)
    __atomic_add_fetch(&freed, 1, __ATOMIC_RELAXED);
}

void free_result(void *result) {
  count_free(result, JUDGE(vm_result_free, result));
}

void free_buffer(void *buffer) {
  count_free(buffer, JUDGE(luavm_buffer_free, buffer));
}

void keep(worker *w, void **slots, void *block, void (*give_back)(void *)) {
  if (block == NULL) return;
  __atomic_add_fetch(&given, 1, __ATOMIC_RELAXED);
  void **slot = &slots[below(w, BLOCK_SLOTS)];
  give_back(__atomic_exchange_n(slot, block, __ATOMIC_ACQ_REL));
}

static void *work(void *at) {
  worker *w = at;
  for (uint64_t i = 0; i < w->calls; i++) (below(w, 3) ? call_any : call_host)(w);
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
  for (int i = 0; i < TEMPLATE_SLOTS; i++) JUDGE(template_free, templates[i]);
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
  printf("%llu owned, %llu released\n", (unsigned long long)owned,
         (unsigned long long)released);
  bool even = owned == released && after.vm_count == 0 && after.block_count == 0 &&
              given == freed &&
              after.memory_bytes < before.memory_bytes + ROUNDING_BYTES;
  return wrong == 0 && even ? 0 : 1;
}
