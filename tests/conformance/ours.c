#include <luavm.h>
#include <stdio.h>
#include <string.h>

#include "runner.h"

static uint32_t profile;

static bool open_ours(const char *name) {
  profile =
      strcmp(name, "trusted") == 0 ? LUAVM_PROFILE_TRUSTED : LUAVM_PROFILE_STANDARD;
  return true;
}

static void add_value(text *t, const luavm_value *v) {
  char digits[32];
  switch (v->type) {
    case LUAVM_NIL:
      text_line(t, "nil", "", 0);
      break;
    case LUAVM_BOOLEAN:
      text_line(t, "boolean", v->as.boolean ? "true" : "false", v->as.boolean ? 4 : 5);
      break;
    case LUAVM_INTEGER:
      text_line(
          t, "integer", digits,
          (size_t)snprintf(digits, sizeof digits, "%lld", (long long)v->as.integer));
      break;
    case LUAVM_NUMBER:
      text_number(t, v->as.number);
      break;
    case LUAVM_BYTES:
      text_line(t, "string", v->as.bytes->data, v->as.bytes->length);
      break;
    default:
      text_line(t, "object", "", 0);
  }
}

static void add_result(text *t, const luavm_result *r) {
  const char *status = luavm_status_name(r->status);
  text_line(t, "status", status, strlen(status));
  if (r->status != LUAVM_OK)
    text_line(t, "message", r->message.data, r->message.length);
  for (size_t i = 0; i < r->value_count; i++) add_value(t, &r->values[i]);
}

static uint64_t run_ours(const char *source, size_t length, text *t) {
  luavm_vm_options options = {.struct_size = sizeof options,
                              .profile = profile,
                              .flags = LUAVM_VM_MEMORY_CATCHABLE,
                              .memory_bytes = MEMORY_BYTES,
                              .fuel = (uint64_t)1 << 40,
                              .wall_ms = 60000,
                              .output_bytes = MEMORY_BYTES};
  /* As `luavm run` does: a trusted script's _G is the one its libraries know. */
  luavm_eval_options how = {
      .struct_size = sizeof how,
      .flags = profile == LUAVM_PROFILE_TRUSTED ? LUAVM_EVAL_KEEP_ENVIRONMENT : 0,
      .chunk_name = CHUNK_NAME,
      .chunk_name_length = strlen(CHUNK_NAME)};
  luavm_vm vm;
  luavm_result *result = NULL;
  uint64_t fuel = 0;
  if (vm_new(&options, &vm, NULL) != LUAVM_OK) {
    text_line(t, "status", "no VM", 5);
    return 0;
  }
  vm_eval(vm, source, length, &how, &result);
  if (result != NULL) {
    add_result(t, result);
    fwrite(result->output.data, 1, result->output.length, stdout);
    fuel = result->usage.fuel;
  }
  vm_result_free(result);
  vm_free(vm);
  return fuel;
}

const engine our_engine = {open_ours, run_ours};
