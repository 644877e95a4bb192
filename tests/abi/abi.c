#include "abi.h"

#include <stdio.h>

/* vm_free returns memory in whole pages, the process counts it in steps. */
enum { ROUNDING_BYTES = 64 << 10 };

static luavm_statistics before;

luavm_statistics stats(void) {
  luavm_statistics now = {.struct_size = sizeof now};
  assert_status(luavm_stats(&now), LUAVM_OK);
  return now;
}

int ledger_read(void **state) {
  (void)state;
  before = stats();
  return 0;
}

int ledger_even(void **state) {
  (void)state;
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
  luavm_statistics after = stats();
  assert_int_equal(after.vm_count, before.vm_count);
  assert_int_equal(after.block_count, before.block_count);
  assert_true(after.memory_bytes < before.memory_bytes + ROUNDING_BYTES);
  assert_true(before.memory_bytes < after.memory_bytes + ROUNDING_BYTES);
  return 0;
}

luavm_memory memory_of(luavm_vm vm) {
  luavm_memory memory = {.struct_size = sizeof memory};
  assert_status(vm_mem_usage(vm, &memory), LUAVM_OK);
  return memory;
}

luavm_vm vm_make(const luavm_vm_options *options) {
  luavm_vm vm = 0;
  luavm_buffer *error = (luavm_buffer *)&vm;
  luavm_status status = vm_new(options, &vm, &error);
  if (status != LUAVM_OK)
    fail_msg("vm_new: %s: %s", luavm_status_name(status), error ? error->data : "");
  assert_null(error);
  assert_true(vm != 0);
  return vm;
}

luavm_status vm_refused(const luavm_vm_options *options, char message[512]) {
  luavm_vm vm = 77;
  luavm_buffer *error = NULL;
  luavm_status status = vm_new(options, &vm, &error);
  assert_true(status != LUAVM_OK);
  assert_true(vm == 0);
  assert_non_null(error);
  assert_true(error->length > 0);
  assert_int_equal(error->data[error->length], 0);
  snprintf(message, 512, "%s", error->data);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  return status;
}

void vm_end(luavm_vm vm) {
  assert_status(vm_free(vm), LUAVM_OK);
}

static void check_bytes(const luavm_bytes *bytes) {
  assert_non_null(bytes->data);
  assert_int_equal(bytes->data[bytes->length], 0);
}

void check_result(const luavm_result *r, luavm_status status) {
  assert_non_null(r);
  assert_int_equal(r->struct_size, sizeof *r);
  assert_status(r->status, status);
  check_bytes(&r->message);
  check_bytes(&r->traceback);
  check_bytes(&r->source);
  check_bytes(&r->output);
  int waits = status == LUAVM_PENDING || status == LUAVM_YIELDED;
  if (!waits) assert_true((status == LUAVM_OK) == (r->message.length == 0));
  assert_true(r->value_count == 0 || r->values != NULL);
  assert_true(r->line >= 0);
  if (status != LUAVM_OK && status != LUAVM_PENDING)
    assert_int_equal(r->value_count, 0);
  if (status == LUAVM_OK || waits) assert_int_equal(r->traceback.length, 0);
  if (status != LUAVM_RUNTIME && status != LUAVM_SANDBOX)
    assert_int_equal(r->error.type, LUAVM_NIL);
}

luavm_result *eval_bytes(luavm_vm vm, const char *source, size_t length,
                         const luavm_eval_options *options) {
  luavm_result *result = NULL;
  luavm_status status = vm_eval(vm, source, length, options, &result);
  check_result(result, status);
  return result;
}

luavm_result *eval(luavm_vm vm, const char *source, const luavm_eval_options *options) {
  return eval_bytes(vm, source, strlen(source), options);
}

void release(luavm_result *result) {
  assert_status(vm_result_free(result), LUAVM_OK);
}

void expect_with(luavm_vm vm, luavm_status status, const char *source,
                 const luavm_eval_options *options) {
  luavm_result *result = eval(vm, source, options);
  if (result->status != status) print_error("%s\n", source);
  assert_result(result, status);
  release(result);
  expect_answer(vm);
}

void expect(luavm_vm vm, luavm_status status, const char *source) {
  expect_with(vm, status, source, NULL);
}

void expect_true(luavm_vm vm, const char *source) {
  luavm_result *result = eval(vm, source, NULL);
  assert_result(result, LUAVM_OK);
  if (result->value_count != 1 || result->values[0].type != LUAVM_BOOLEAN ||
      result->values[0].as.boolean != 1)
    fail_msg("not true: %s", source);
  release(result);
}

void expect_answer(luavm_vm vm) {
  luavm_result *result = eval(vm, "return 1+1", NULL);
  assert_result(result, LUAVM_OK);
  assert_int_equal(result->value_count, 1);
  assert_int_equal(result->values[0].type, LUAVM_INTEGER);
  assert_int_equal(result->values[0].as.integer, 2);
  release(result);
}

void assert_status(luavm_status got, luavm_status want) {
  if (got != want)
    fail_msg("status %s, not %s", luavm_status_name(got), luavm_status_name(want));
}

void assert_result(const luavm_result *r, luavm_status status) {
  if (r->status != status)
    fail_msg("status %s, not %s: %s", luavm_status_name(r->status),
             luavm_status_name(status), r->message.data);
}

void assert_bytes(const luavm_bytes *got, const char *want, size_t length) {
  assert_int_equal(got->length, length);
  assert_memory_equal(got->data, want, length);
  assert_int_equal(got->data[length], 0);
}

void assert_text(const luavm_bytes *got, const char *want) {
  assert_string_equal(got->data, want);
  assert_int_equal(got->length, strlen(want));
}

void assert_names(const char *message, const char *what) {
  char plain[1024];
  size_t n = 0;
  for (const char *c = message; *c != 0 && n + 1 < sizeof plain; c++)
    if (*c != ',') plain[n++] = *c;
  plain[n] = 0;
  if (strstr(plain, what) == NULL)
    fail_msg("\"%s\" does not name \"%s\"", message, what);
}

void assert_result_names(const luavm_result *result, const char *what) {
  assert_names(result->message.data, what);
}
