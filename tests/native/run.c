#include "run.h"

static uint64_t epochs;

struct vm *open_vm_with(uint32_t profile, uint32_t flags, uint64_t memory) {
  shim_options options = {.profile = profile,
                          .flags = flags,
                          .memory_bytes = memory,
                          .memory_soft_bytes = memory / 4 * 3,
                          .handle = 1};
  int32_t status;
  struct vm *v = shim_vm_open(&options, &status);
  assert_non_null(v);
  assert_int_equal(status, LUAVM_OK);
  return v;
}

struct vm *open_vm(uint32_t profile) {
  return open_vm_with(profile, 0, MIB(16));
}

uint64_t held(void) {
  uint64_t bytes, peak, limit;
  shim_account_read(&bytes, &peak, &limit);
  return bytes;
}

uint64_t used(struct vm *v) {
  luavm_memory memory;
  shim_vm_memory(v, &memory);
  return memory.used_bytes;
}

uint64_t epoch(void) {
  return __atomic_load_n(&epochs, __ATOMIC_SEQ_CST);
}

luavm_result *run_with(struct vm *v, const char *source, size_t length, run_options o) {
  shim_run eval = {.text = source,
                   .length = length,
                   .chunk_name = "@test.lua",
                   .output_bytes = o.output_bytes ? o.output_bytes : MIB(1),
                   .result_bytes = o.result_bytes ? o.result_bytes : MIB(64),
                   .flags = o.keep ? LUAVM_EVAL_KEEP_ENVIRONMENT : 0};
  luavm_result *r = NULL;
  uint64_t next = epoch() + 1;
  shim_vm_begin(v, o.fuel ? o.fuel : INT64_MAX, next);
  __atomic_store_n(&epochs, next, __ATOMIC_SEQ_CST);
  int32_t status = shim_vm_run(v, &eval, &r);
  assert_non_null(r);
  assert_int_equal(status, r->status);
  assert_int_equal(shim_vm_publish(v, r), 1);
  return r;
}

luavm_result *run(struct vm *v, const char *source) {
  return run_with(v, source, strlen(source), (run_options){0});
}

void done(luavm_result *r) {
  assert_int_equal(shim_block_free(r, 1), 1);
}

void expect(struct vm *v, const char *source, int status) {
  luavm_result *r = run(v, source);
  if (r->status != status)
    fail_msg("status %d, not %d: %s (%s)", r->status, status, r->message.data, source);
  done(r);
}

void answers(struct vm *v) {
  luavm_result *r = run(v, "return 1 + 1");
  assert_int_equal(r->status, LUAVM_OK);
  assert_int_equal(r->values[0].as.integer, 2);
  done(r);
}
