#include <dlfcn.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "luavm.h"

#define MIB 1048576u

static luavm_vm eval_vm;

static bool fail_with(const char *what, luavm_status status, luavm_buffer *error) {
  bench_fail("%s: %s: %s", what, luavm_status_name(status),
             error != NULL ? error->data : "(no message)");
  luavm_buffer_free(error);
  return false;
}

bool ours_open(void) {
  if (luavm_abi_version() != LUAVM_ABI_VERSION)
    return bench_fail("libluavm has ABI %u, this benchmark was built for %u",
                      luavm_abi_version(), LUAVM_ABI_VERSION);
  luavm_config config = {.struct_size = sizeof config,
                         .vm_cap = 1000,
                         .memory_quota_bytes = 1024ull * MIB};
  luavm_buffer *error = NULL;
  luavm_status status = luavm_configure(&config, &error);
  return status == LUAVM_OK || fail_with("luavm_configure", status, error);
}

/* Every limit on, none near enough to be reached. */
static bool make_vm(luavm_vm *vm) {
  luavm_vm_options options = {.struct_size = sizeof options,
                              .profile = LUAVM_PROFILE_STANDARD,
                              .memory_bytes = 256ull * MIB,
                              .memory_soft_bytes = 192ull * MIB,
                              .fuel = 1000000000000u,
                              .wall_ms = 60000,
                              .output_bytes = MIB,
                              .result_bytes = MIB};
  luavm_buffer *error = NULL;
  luavm_status status = vm_new(&options, vm, &error);
  return status == LUAVM_OK || fail_with("vm_new", status, error);
}

static bool take_value(const luavm_result *result, bench_value *value) {
  if (result->value_count == 1) {
    const luavm_value *first = result->values;
    if (first->type == LUAVM_INTEGER) return value_integer(value, first->as.integer);
    if (first->type == LUAVM_NUMBER) return value_number(value, first->as.number);
    if (first->type == LUAVM_BYTES)
      return value_string(value, first->as.bytes->data, first->as.bytes->length);
  }
  return bench_fail("a program must return one number or string");
}

static bool run_chunk(luavm_vm vm, const bench_source *source, bench_value *value) {
  luavm_eval_options options = {.struct_size = sizeof options,
                                .chunk_name = source->name,
                                .chunk_name_length = strlen(source->name)};
  luavm_result *result = NULL;
  luavm_status status = vm_eval(vm, source->text, source->length, &options, &result);
  bool done = false;
  if (status == LUAVM_OK)
    done = take_value(result, value);
  else
    bench_fail("luavm stopped in %s: %s: %s", source->name, luavm_status_name(status),
               result != NULL ? result->message.data : "(no message)");
  if (vm_result_free(result) != LUAVM_OK)
    return bench_fail("vm_result_free refused a result of vm_eval");
  return done;
}

bool ours_run(const bench_source *source, bench_value *value, bench_sample *sample) {
  luavm_vm vm = 0;
  if (!make_vm(&vm)) return false;
  uint64_t cpu = clock_cpu_ns(), wall = clock_wall_ns();
  bool done = run_chunk(vm, source, value);
  sample->wall_ms = (double)(clock_wall_ns() - wall) / 1e6;
  sample->cpu_ms = (double)(clock_cpu_ns() - cpu) / 1e6;
  luavm_status status = vm_free(vm);
  return status == LUAVM_OK ? done : fail_with("vm_free", status, NULL);
}

bool ours_cycle(int count) {
  for (int i = 0; i < count; i++) {
    luavm_vm vm = 0;
    if (!make_vm(&vm)) return false;
    luavm_status status = vm_free(vm);
    if (status != LUAVM_OK) return fail_with("vm_free", status, NULL);
  }
  return true;
}

bool ours_eval_open(void) {
  return make_vm(&eval_vm);
}

bool ours_eval(int count) {
  static const char text[] = "return 1+1";
  for (int i = 0; i < count; i++) {
    luavm_result *result = NULL;
    luavm_status status = vm_eval(eval_vm, text, sizeof text - 1, NULL, &result);
    bool right = status == LUAVM_OK && result->value_count == 1 &&
                 result->values[0].type == LUAVM_INTEGER &&
                 result->values[0].as.integer == 2;
    vm_result_free(result);
    if (status != LUAVM_OK) return fail_with("vm_eval", status, NULL);
    if (!right) return bench_fail("luavm answered something else than 2 to 1+1");
  }
  return true;
}

void ours_eval_close(void) {
  vm_free(eval_vm);
  eval_vm = 0;
}

bool ours_idle_bytes(double *bytes) {
  luavm_memory memory = {.struct_size = sizeof memory};
  luavm_vm vm = 0;
  if (!make_vm(&vm)) return false;
  luavm_status status = vm_mem_usage(vm, &memory);
  *bytes = (double)memory.used_bytes;
  vm_free(vm);
  return status == LUAVM_OK || fail_with("vm_mem_usage", status, NULL);
}

bool ours_library(const char **path, double *bytes) {
  Dl_info info;
  struct stat file;
  void *function = dlsym(RTLD_DEFAULT, "vm_new");
  if (function == NULL || dladdr(function, &info) == 0 ||
      stat(info.dli_fname, &file) != 0)
    return bench_fail("cannot find the file of libluavm in this process");
  *path = info.dli_fname;
  *bytes = (double)file.st_size;
  return true;
}
