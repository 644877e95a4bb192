/* The native layer from many threads, for ThreadSanitizer: VMs side by side,
 * stopped and read from elsewhere, blocks freed where they were not made, quotas
 * that change meanwhile. It judges little itself; the sanitizer ends it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shim.h"

enum { RUNNERS = 4, ROUNDS = 12, EVALS = 8, SHELF = 32 };

typedef struct runner {
  pthread_t thread;
  pthread_mutex_t life; /* the VM does not go away while this is held */
  struct vm *vm;
  uint64_t epoch; /* atomic */
} runner;

static runner runners[RUNNERS];
static void *shelf[SHELF]; /* atomic: results that anybody may free */
static int done, wrong;    /* atomic */

#define NOTE(condition) \
  if (!(condition)) __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED)

static const char *const sources[] = {
    "return {1, 'two', {3}}",
    "for i = 1, 200 do print(('x'):rep(i)) end return collectgarbage('count')",
    "local t = {} for i = 1, 3000 do t[i % 50] = {tostring(i)} end return t",
    "local s = 'x' while true do s = s .. s end",
    "while true do pcall(error, {}) end",
    "local c = coroutine.wrap(function() while true do coroutine.yield({}) end end) "
    "for i = 1, 500 do c() end error({})"};

static void shelve(luavm_result *result, size_t at) {
  void *old = __atomic_exchange_n(&shelf[at % SHELF], result, __ATOMIC_ACQ_REL);
  if (old != NULL) NOTE(shim_block_free(old, 1) == 1);
}

static void run_one(runner *r, uint64_t number) {
  const char *source = sources[number % (sizeof sources / sizeof *sources)];
  shim_run eval = {.text = source,
                   .length = strlen(source),
                   .chunk_name = "@race",
                   .output_bytes = 1 << 16,
                   .result_bytes = 1 << 20,
                   .flags = number % 2};
  luavm_result *result = NULL;
  shim_vm_begin(r->vm, 200000, number);
  __atomic_store_n(&r->epoch, number, __ATOMIC_SEQ_CST);
  int32_t status = shim_vm_run(r->vm, &eval, &result);
  if (result == NULL) return;
  NOTE(status == result->status);
  if (status != LUAVM_OK) shim_result_message(result, "stopped", 7);
  NOTE(shim_vm_publish(r->vm, result) == 1);
  shelve(result, number);
}

static void *run(void *at) {
  runner *r = at;
  static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                      LUAVM_PROFILE_TRUSTED};
  for (uint64_t round = 0; round < ROUNDS; round++) {
    shim_options options = {.profile = profiles[round % 3],
                            .flags = 0,
                            .memory_bytes = 4 << 20,
                            .memory_soft_bytes = 3 << 20,
                            .handle = 1};
    int32_t status;
    struct vm *vm = shim_vm_open(&options, &status);
    if (vm == NULL) {
      NOTE(status == LUAVM_QUOTA || status == LUAVM_MEMORY);
      continue;
    }
    pthread_mutex_lock(&r->life);
    r->vm = vm;
    pthread_mutex_unlock(&r->life);
    for (uint64_t i = 1; i <= EVALS; i++) run_one(r, round * EVALS + i);
    pthread_mutex_lock(&r->life);
    r->vm = NULL;
    pthread_mutex_unlock(&r->life);
    shim_vm_close(vm);
  }
  return NULL;
}

static void *meddle(void *unused) {
  (void)unused;
  for (uint64_t i = 0; !__atomic_load_n(&done, __ATOMIC_ACQUIRE); i++) {
    runner *r = &runners[i % RUNNERS];
    luavm_memory memory = {.used_bytes = 0};
    pthread_mutex_lock(&r->life);
    if (r->vm != NULL) {
      shim_vm_memory(r->vm, &memory);
      uint64_t epoch = __atomic_load_n(&r->epoch, __ATOMIC_SEQ_CST);
      if (i % 16 == 0) shim_vm_kill(r->vm, epoch, LUAVM_CANCELLED);
    }
    pthread_mutex_unlock(&r->life);
    uint64_t used, peak, limit;
    shim_account_limit(i % 64 == 0 ? 3 << 20 : UINT64_MAX);
    shim_account_read(&used, &peak, &limit);
    NOTE(memory.used_bytes <= memory.limit_bytes);
    shelve(NULL, i);
    luavm_buffer *buffer = shim_buffer_new("text", 4);
    if (buffer != NULL) NOTE(shim_block_free(buffer, 2) == 1);
    NOTE(shim_block_free(&memory, 1) == 0);
    (void)shim_block_live();
    nanosleep(&(struct timespec){0, 20000}, NULL);
  }
  return NULL;
}

int main(void) {
  pthread_t meddlers[2];
  for (int i = 0; i < RUNNERS; i++) {
    pthread_mutex_init(&runners[i].life, NULL);
    if (pthread_create(&runners[i].thread, NULL, run, &runners[i]) != 0) return 2;
  }
  for (int i = 0; i < 2; i++)
    if (pthread_create(&meddlers[i], NULL, meddle, NULL) != 0) return 2;
  for (int i = 0; i < RUNNERS; i++) pthread_join(runners[i].thread, NULL);
  __atomic_store_n(&done, 1, __ATOMIC_RELEASE);
  for (int i = 0; i < 2; i++) pthread_join(meddlers[i], NULL);
  for (size_t i = 0; i < SHELF; i++) shelve(NULL, i);
  uint64_t used, peak, limit;
  shim_account_read(&used, &peak, &limit);
  printf("%d wrong, %llu blocks and %llu bytes left\n", wrong,
         (unsigned long long)shim_block_live(), (unsigned long long)used);
  return wrong != 0 || shim_block_live() != 0 || used != 0;
}
