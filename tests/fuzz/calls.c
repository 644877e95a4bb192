/* Sequences of calls to libluavm.so against a model of what is alive: which status
 * each call owes, and that nothing is left over. */
#include "calls.h"

enum { CALLS_MAX = 64 };

uint64_t take_amount(input *in) {
  static const uint64_t amounts[] = {
      0,      1,       100,     10000,      65535,          65536,
      131072, 1 << 20, 4 << 20, UINT64_MAX, UINT64_MAX - 1, 1ull << 63};
  return amounts[take_choice(in, sizeof amounts / sizeof *amounts)];
}

uint32_t take_size(input *in, size_t right) {
  return take_choice(in, 16) ? (uint32_t)right : take_byte(in);
}

uint32_t take_enum(input *in, uint32_t known) {
  uint8_t choice = take_byte(in);
  return choice < 250 ? choice % known : UINT32_MAX - choice;
}

static size_t free_slot(void *const *slots) {
  size_t i = 0;
  while (i < BLOCKS && slots[i] != NULL) i++;
  return i;
}

void keep_buffer(host *h, luavm_buffer *buffer, luavm_status status) {
  CHECK((buffer == NULL) == (status == LUAVM_OK), "message and status %d", status);
  if (buffer == NULL) return;
  CHECK(buffer->length > 0 && buffer->length <= 512, "a message of %zu bytes",
        buffer->length);
  CHECK(strlen(buffer->data) == buffer->length, "a message with NUL");
  size_t slot = free_slot((void **)h->buffers);
  if (slot < BLOCKS)
    h->buffers[slot] = buffer;
  else
    CHECK(luavm_buffer_free(buffer) == LUAVM_OK, "a buffer that cannot be freed");
}

void keep_result(host *h, luavm_result *result) {
  size_t slot = free_slot((void **)h->results);
  if (slot < BLOCKS)
    h->results[slot] = result;
  else
    CHECK(vm_result_free(result) == LUAVM_OK, "a result that cannot be freed");
}

size_t live_count(const host *h) {
  size_t count = 0;
  for (int i = 0; i < VMS; i++) count += h->live[i] != 0;
  return count;
}

/* ------------------------------------------------------------------ blocks */

/* Frees the right pointer in the wrong way, or the wrong one, before all else. */
static void call_block_free(host *h, input *in) {
  size_t slot = take_choice(in, BLOCKS), how = take_choice(in, 6);
  luavm_result *result = h->results[slot];
  luavm_buffer *buffer = h->buffers[slot];
  char *wrong = how < 3 || result == NULL ? (char *)h : (char *)result + 8 * how;
  CHECK(vm_result_free((luavm_result *)wrong) == LUAVM_ARGUMENT, "a wrong result");
  CHECK(luavm_buffer_free((luavm_buffer *)wrong) == LUAVM_ARGUMENT, "a wrong buffer");
  if (result != NULL) {
    CHECK(luavm_buffer_free((luavm_buffer *)result) == LUAVM_ARGUMENT,
          "the wrong kind");
    check_result(result, result->status);
    CHECK(vm_result_free(result) == LUAVM_OK, "a result that cannot be freed");
    CHECK(vm_result_free(result) == LUAVM_ARGUMENT, "a result freed twice");
  }
  if (buffer != NULL) {
    CHECK(vm_result_free((luavm_result *)buffer) == LUAVM_ARGUMENT, "the wrong kind");
    CHECK(luavm_buffer_free(buffer) == LUAVM_OK, "a buffer that cannot be freed");
    CHECK(luavm_buffer_free(buffer) == LUAVM_ARGUMENT, "a buffer freed twice");
  }
  h->results[slot] = NULL;
  h->buffers[slot] = NULL;
}

static luavm_statistics read_stats(void) {
  luavm_statistics s = {.struct_size = sizeof s};
  CHECK(luavm_stats(&s) == LUAVM_OK, "luavm_stats");
  return s;
}

static void call_stats(host *h, input *in) {
  luavm_statistics bad = {.struct_size = take_byte(in)};
  CHECK(bad.struct_size == sizeof bad || luavm_stats(&bad) == LUAVM_ARGUMENT, "size");
  luavm_statistics s = read_stats();
  uint64_t blocks = 0;
  for (int i = 0; i < BLOCKS; i++)
    blocks += (h->results[i] != NULL) + (h->buffers[i] != NULL);
  CHECK(s.vm_count == live_count(h), "%llu VMs", (unsigned long long)s.vm_count);
  CHECK(s.block_count == blocks, "%llu blocks, not %llu",
        (unsigned long long)s.block_count, (unsigned long long)blocks);
  CHECK(s.vm_cap == h->vm_cap, "a cap of %u", s.vm_cap);
  CHECK(s.memory_bytes <= s.memory_peak_bytes, "more than the peak");
  const char *name = luavm_status_name((int32_t)take_number(in, 1) - 100);
  CHECK(name != NULL && *name != 0, "no name");
}

static void call_configure(host *h, input *in) {
  luavm_config c = {.struct_size = take_size(in, sizeof c)};
  c.flags = take_enum(in, 1);
  c.vm_cap = take_choice(in, 8) ? (uint32_t)take_choice(in, VMS + 1) : 70000;
  c.reserved = take_enum(in, 1);
  c.memory_quota_bytes = take_amount(in);
  bool bad = c.struct_size != sizeof c || c.flags || c.reserved || c.vm_cap > 65535;
  luavm_buffer *error = NULL;
  luavm_status status = luavm_configure(&c, &error);
  CHECK(status == (bad ? LUAVM_ARGUMENT : LUAVM_OK), "luavm_configure: %d", status);
  keep_buffer(h, error, status);
  if (bad) return;
  h->vm_cap = c.vm_cap ? c.vm_cap : 1000;
  h->quota = c.memory_quota_bytes != 0 && c.memory_quota_bytes != LUAVM_UNLIMITED;
}

static void end(host *h) {
  luavm_config defaults = {.struct_size = sizeof defaults};
  CHECK(luavm_configure(&defaults, NULL) == LUAVM_OK, "luavm_configure");
  for (int i = 0; i < VMS; i++) CHECK(vm_free(h->live[i]) == LUAVM_OK, "vm_free");
  for (int i = 0; i < BLOCKS; i++) {
    CHECK(vm_result_free(h->results[i]) == LUAVM_OK, "vm_result_free");
    CHECK(luavm_buffer_free(h->buffers[i]) == LUAVM_OK, "luavm_buffer_free");
  }
  luavm_statistics s = read_stats();
  CHECK(s.vm_count == 0 && s.block_count == 0 && s.memory_bytes == 0,
        "left over: %llu VMs, %llu blocks, %llu bytes", (unsigned long long)s.vm_count,
        (unsigned long long)s.block_count, (unsigned long long)s.memory_bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static void (*const calls[])(host *, input *) = {
      call_new,       call_eval,       call_eval,  call_eval,
      call_reset,     call_gc,         call_free,  call_interrupt,
      call_mem_usage, call_block_free, call_stats, call_configure};
  host h = {.vm_cap = 1000};
  input in = {data, size};
  for (int i = 0; i < CALLS_MAX && in.size > 0; i++)
    calls[take_choice(&in, sizeof calls / sizeof *calls)](&h, &in);
  end(&h);
  return 0;
}
