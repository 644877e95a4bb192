#include "engine.h"

#include "arena.h"

const limits engine_limits = {LUAVM_PROFILE_STANDARD, 1 << 20, 20000, 4096, 65536};

#define ENGINE_CHUNK "fuzz.lua"

static uint64_t epochs;

/* The engine's seeds, the same in every run: what was found can be found again.
 * The linker puts this in the place of getrandom. */
long __wrap_getrandom(void *to, size_t size, unsigned flags);
long __wrap_getrandom(void *to, size_t size, unsigned flags) {
  (void)flags;
  memset(to, 0x5a, size);
  return (long)size;
}

struct vm *engine_open(const limits *l) {
  shim_options options = {.profile = l->profile,
                          .memory_bytes = l->memory_bytes,
                          .memory_soft_bytes = l->memory_bytes / 4 * 3,
                          .handle = 1};
  int32_t status;
  struct vm *v = shim_vm_open(&options, &status);
  CHECK((v != NULL) == (status == LUAVM_OK), "open: status %d", status);
  CHECK(v != NULL || status == LUAVM_MEMORY, "open: status %d", status);
  return v;
}

static bool documented(int32_t status) {
  switch (status) {
    case LUAVM_OK:
    case LUAVM_RUNTIME:
    case LUAVM_SYNTAX:
    case LUAVM_MEMORY:
    case LUAVM_FUEL:
    case LUAVM_SANDBOX:
    case LUAVM_OUTPUT:
      return true;
    default:
      return false;
  }
}

static void check_limits(struct vm *v, const limits *l, const luavm_result *r) {
  luavm_memory memory;
  shim_vm_memory(v, &memory);
  CHECK(memory.system_bytes <= l->memory_bytes + ARENA_SLACK, "%llu bytes held",
        (unsigned long long)memory.system_bytes);
  CHECK(memory.used_bytes <= l->memory_bytes, "%llu bytes used",
        (unsigned long long)memory.used_bytes);
  CHECK(r->usage.memory_peak_bytes <= l->memory_bytes, "a peak of %llu bytes",
        (unsigned long long)r->usage.memory_peak_bytes);
  CHECK(r->output.length <= l->output_bytes, "%zu bytes printed", r->output.length);
  bool within = r->usage.fuel <= (uint64_t)l->fuel;
  CHECK(within ? r->status != LUAVM_FUEL : r->status != LUAVM_OK,
        "status %d after %llu units of fuel", r->status,
        (unsigned long long)r->usage.fuel);
}

luavm_result *engine_eval(struct vm *v, const limits *l, const char *source,
                          size_t length) {
  shim_run eval = {.text = source,
                   .length = length,
                   .chunk_name = "@" ENGINE_CHUNK,
                   .output_bytes = l->output_bytes,
                   .result_bytes = l->result_bytes};
  luavm_result *r = NULL;
  shim_vm_begin(v, l->fuel, ++epochs);
  int32_t status = shim_vm_run(v, &eval, &r);
  CHECK(documented(status), "status %d", status);
  CHECK(r != NULL, "no result");
  CHECK(shim_vm_publish(v, r) == 1, "a result that cannot be published");
  uint64_t bytes = check_result(r, status);
  CHECK(bytes <= l->result_bytes, "%llu bytes of values", (unsigned long long)bytes);
  check_limits(v, l, r);
  return r;
}

void engine_free(luavm_result *result) {
  CHECK(shim_block_free(result, 2) == 0, "a result freed as a buffer");
  CHECK(shim_block_free(result, 1) == 1, "a result that cannot be freed");
  CHECK(shim_block_free(result, 1) == 0, "a result freed twice");
}

static void answers(struct vm *v) {
  luavm_memory memory;
  shim_vm_memory(v, &memory);
  limits l = engine_limits;
  l.memory_bytes = memory.limit_bytes;
  static const char source[] = "return 1+1";
  luavm_result *r = engine_eval(v, &l, source, sizeof source - 1);
  CHECK(r->status == LUAVM_OK, "the VM no longer answers: status %d: %s", r->status,
        r->message.data);
  CHECK(r->value_count == 1 && r->values[0].type == LUAVM_INTEGER &&
            r->values[0].as.integer == 2,
        "1+1 is not 2");
  engine_free(r);
}

void engine_close(struct vm *v) {
  answers(v);
  shim_vm_close(v);
  uint64_t used, peak, limit;
  shim_account_read(&used, &peak, &limit);
  CHECK(used == 0, "%llu bytes are left in the ledger", (unsigned long long)used);
  CHECK(shim_block_live() == 0, "%llu blocks are left",
        (unsigned long long)shim_block_live());
}

static luavm_usage run_with(const limits *l, const char *source, size_t length) {
  luavm_usage usage = {0};
  struct vm *v = engine_open(l);
  if (v == NULL) return usage;
  luavm_result *r = engine_eval(v, l, source, length);
  usage = r->usage;
  engine_free(r);
  engine_close(v);
  return usage;
}

void engine_check(const text *script) {
  static const char violated[] = ENGINE_CHUNK ":1: violated:";
  struct vm *v = engine_open(&engine_limits);
  luavm_result *r = engine_eval(v, &engine_limits, script->data, script->length);
  CHECK(r->status != LUAVM_SYNTAX, "%s\n%s", r->message.data, script->data);
  CHECK(strncmp(r->message.data, violated, sizeof violated - 1) != 0, "%s\n%s",
        r->message.data, script->data);
  engine_free(r);
  engine_close(v);
}

void engine_starve(const char *source, size_t length, uint64_t choice) {
  luavm_usage usage = run_with(&engine_limits, source, length);
  limits less = engine_limits;
  if (choice & 1) {
    less.fuel = (int64_t)((choice >> 1) % (usage.fuel + 1));
  } else {
    uint64_t floor = LUAVM_MEMORY_MIN;
    uint64_t room =
        usage.memory_peak_bytes > floor ? usage.memory_peak_bytes - floor : 0;
    less.memory_bytes = floor + (choice >> 1) % (room + 1);
  }
  run_with(&less, source, length);
}
