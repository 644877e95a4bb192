/* Random calls: VMs, evals, collections, blocks, the process. */
#include <pthread.h>

#include "race.h"

static void call_new(worker *w) {
  static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                      LUAVM_PROFILE_TRUSTED, LUAVM_PROFILE_REDIS, 77};
  luavm_vm_options options = {
      .struct_size = sizeof options,
      .profile = profiles[below(w, 20) ? below(w, 3) : below(w, COUNT(profiles))],
      .memory_bytes = 1u << (18 + below(w, 5)),
      .fuel = below(w, 2) ? 100000 : 0,
      .host = below(w, 2) ? PEEK(templates[below(w, TEMPLATE_SLOTS)]) : 0};
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

void call_any(worker *w) {
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
