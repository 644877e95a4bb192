/* What it costs to go from Lua to C and back, from C to Lua and back, and to read
 * what a script has built: the host's side is libluavm's, the other stock Lua's. */
#include <string.h>

#include "bench.h"
#include "luavm.h"

enum { ROUNDS = 21, LOOPS = 200000, CALLS = 20000, INTEGERS = 1000000 };

#define TEXT(s) s, sizeof(s) - 1

static luavm_vm vm;

static luavm_status add_one(void *user, const luavm_call *call, luavm_reply *reply) {
  (void)user;
  reply->values[0].type = LUAVM_INTEGER;
  reply->values[0].as.integer = call->arguments[0].as.integer + 1;
  reply->value_count = 1;
  return LUAVM_OK;
}

static bool open_vm(void) {
  luavm_vm_options options = {.struct_size = sizeof options,
                              .memory_bytes = 256u << 20,
                              .fuel = 1000000000000u,
                              .wall_ms = 60000};
  luavm_function function = {
      .struct_size = sizeof function, .name = "f", .name_length = 1, .call = add_one};
  if (vm_new(&options, &vm, NULL) != LUAVM_OK ||
      vm_register(vm, &function, NULL) != LUAVM_OK)
    return bench_fail("cannot make a VM with a host function");
  return true;
}

/* Nanoseconds of one eval, reading its table's integers or not. */
static bool time_eval(const char *source, size_t length, bool read, double *ns) {
  luavm_result *result = NULL;
  uint64_t start = clock_wall_ns();
  luavm_status status = vm_eval(vm, source, length, NULL, &result);
  int64_t sum = 0;
  if (status == LUAVM_OK && read) {
    const luavm_table *table = result->values[0].as.table;
    for (size_t i = 0; i < table->item_count; i++) sum += table->items[i].as.integer;
  }
  *ns = (double)(clock_wall_ns() - start);
  bool right = !read || sum == (int64_t)INTEGERS * (INTEGERS + 1) / 2;
  if (status != LUAVM_OK) bench_fail("an eval stopped: %s", result->message.data);
  vm_result_free(result);
  return status == LUAVM_OK && (right || bench_fail("the integers came out wrong"));
}

/* Per call, less the loop around it. */
static bool measure_host_call(bench_report *report) {
  static const char ours[] = "local f = f for i = 1, 200000 do f(i) end";
  static const char loop[] = "for i = 1, 200000 do end";
  double call[ROUNDS], raw[ROUNDS], empty, stock, stock_empty;
  for (int i = 0; i < ROUNDS; i++) {
    if (!time_eval(TEXT(ours), false, &call[i]) ||
        !time_eval(TEXT(loop), false, &empty) || !stock_calls(&stock, &stock_empty))
      return false;
    call[i] = (call[i] - empty) / LOOPS;
    raw[i] = (stock - stock_empty) / LOOPS;
  }
  double mine = stats_median(call, ROUNDS), theirs = stats_median(raw, ROUNDS);
  report_figure(report, (bench_figure){"host_call_ns", "host function, there and back",
                                       "ns", mine, 150});
  report_figure(report, (bench_figure){"host_call_ratio", "  / stock: lua_CFunction",
                                       "x", mine / theirs, 3});
  return true;
}

static bool measure_call(bench_report *report) {
  static const char source[] = "local x = ... return x";
  luavm_value function = {LUAVM_FUNCTION, LUAVM_VALUE_REFERENCE, {0}};
  luavm_value argument = {LUAVM_INTEGER, 0, {.integer = 7}};
  if (vm_load(vm, TEXT(source), NULL, &function.as.reference, NULL) != LUAVM_OK)
    return bench_fail("cannot load a function");
  double ns[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    uint64_t start = clock_wall_ns();
    for (int n = 0; n < CALLS; n++) {
      luavm_result *result = NULL;
      luavm_status status = vm_call(vm, &function, &argument, 1, NULL, &result);
      bool right = status == LUAVM_OK && result->values[0].as.integer == 7;
      vm_result_free(result);
      if (!right) return bench_fail("a call answered something else");
    }
    ns[i] = (double)(clock_wall_ns() - start) / CALLS;
  }
  report_figure(report, (bench_figure){"call_ns", "prepared call from C, with result",
                                       "ns", stats_median(ns, ROUNDS), 400});
  return true;
}

/* The eval that returns the table, against the one that only builds it. */
static bool measure_read(bench_report *report) {
  static const char build[] =
      "local t = {} for i = 1, 1000000 do t[i] = i end return 1";
  static const char give[] = "local t = {} for i = 1, 1000000 do t[i] = i end return t";
  double ratio[ROUNDS], made, given;
  for (int i = -2; i < ROUNDS; i++) {
    if (!time_eval(TEXT(build), false, &made) || !time_eval(TEXT(give), true, &given))
      return false;
    ratio[i < 0 ? 0 : i] = (given - made) / made;
  }
  report_figure(
      report, (bench_figure){"read_ratio", "reading 1,000,000 integers / building", "x",
                             stats_median(ratio, ROUNDS), 2});
  return true;
}

bool calls_measure(bench_report *report) {
  bool done = open_vm() && measure_host_call(report) && measure_call(report) &&
              measure_read(report);
  vm_free(vm);
  return done;
}
