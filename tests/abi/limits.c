/* Every limit stops a script, says which limit and its value, and leaves a VM
 * that answers. */
#include "abi.h"

#include <stdio.h>

static void stopped(luavm_vm vm, luavm_status status, const char *source,
                    const luavm_eval_options *options, const char *value,
                    const char *limit) {
  uint64_t refused = memory_of(vm).refused_count;
  luavm_result *result = eval(vm, source, options);
  assert_result(result, status);
  assert_result_names(result, value);
  assert_result_names(result, limit);
  assert_result_names(result, "raise the limit");
  if (status == LUAVM_MEMORY) assert_true(memory_of(vm).refused_count > refused);
  release(result);
  expect_answer(vm);
}

static void time_is_a_limit(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.wall_ms = 300));
  stopped(vm, LUAVM_TIMEOUT, "while true do end", NULL, "300 ms", "wall-time limit");
  stopped(vm, LUAVM_TIMEOUT, "while true do end", EVAL_OPTIONS(.wall_ms = 20), "20 ms",
          "wall-time limit");
  stopped(vm, LUAVM_TIMEOUT, "while true do end", EVAL_OPTIONS(.wall_ms = 1), "1 ms",
          "wall-time limit");
  vm_end(vm);
}

static void fuel_is_a_limit(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.fuel = 1000000));
  stopped(vm, LUAVM_FUEL, "while true do end", NULL, "1000000", "fuel limit");
  stopped(vm, LUAVM_FUEL, "while true do end", EVAL_OPTIONS(.fuel = 777), "777",
          "fuel limit");
  stopped(vm, LUAVM_FUEL, "for i = 1, 10 do end", EVAL_OPTIONS(.fuel = 1), "1",
          "fuel limit");
  expect_with(vm, LUAVM_OK, "for i = 1, 2000000 do end", EVAL_OPTIONS(.fuel = 9000000));
  expect_with(vm, LUAVM_OK, "for i = 1, 2000000 do end",
              EVAL_OPTIONS(.fuel = LUAVM_UNLIMITED));
  vm_end(vm);
}

static uint64_t fuel_of(const luavm_vm_options *options, const char *source) {
  luavm_vm vm = vm_make(options);
  luavm_result *result = eval(vm, source, NULL);
  uint64_t fuel = result->usage.fuel;
  release(result);
  vm_end(vm);
  return fuel;
}

static void the_same_script_spends_the_same_fuel(void **state) {
  (void)state;
  const char *source =
      "local t = {} for i = 1, 3000 do t['k' .. i] = {i} end "
      "local s = ('x'):rep(10000):gsub('x', 'yy') table.sort({3, 2, 1}) "
      "for k, v in pairs(t) do s = #k + v[1] end return pcall(error)";
  uint64_t fuel = fuel_of(NULL, source);
  assert_true(fuel > 6000);
  assert_true(fuel_of(NULL, source) == fuel);
  assert_true(fuel_of(VM_OPTIONS(.fuel = 100000000), source) == fuel);
  assert_true(fuel_of(VM_OPTIONS(.fuel = fuel), source) == fuel);
  assert_true(fuel_of(VM_OPTIONS(.fuel = 500), source) >= 500);
}

static void fuel_is_per_eval(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.fuel = 2000));
  for (int i = 0; i < 10; i++) expect(vm, LUAVM_OK, "for i = 1, 1500 do end");
  vm_end(vm);
}

static void memory_is_a_limit_scripts_cannot_swallow(void **state) {
  (void)state;
  static const char *const hogs[] = {
      "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
      "local s = 'x' while true do s = s .. s end",
      "return ('x'):rep((1 << 31) - 1)",
      "return ('x'):rep(1 << 23)",
      "local t = {} for i = 1, 1e9 do t[i] = i end",
      "local t = {} while true do t = {t} end",
      "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end",
      "return table.concat({('x'):rep(1000)}) .. string.format('%99s', 'x'):rep(9e6)",
      "return pcall(string.rep, 'x', 5 << 20)",
      "return xpcall(string.rep, function() return 'handled' end, 'x', 5 << 20)",
      "while true do pcall(string.rep, 'x', 5 << 20) end",
      "coroutine.wrap(function() pcall(string.rep, 'x', 5 << 20) end)() return 1",
      "return pcall(function() local t = {} while true do t = {t} end end)",
      "local c <close> = setmetatable({}, "
      "{__close = function() while true do end end}) "
      "return ('x'):rep(5 << 20)"};
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(8)));
  for (size_t i = 0; i < COUNT(hogs); i++) {
    stopped(vm, LUAVM_MEMORY, hogs[i], NULL, "8 MiB", "memory limit");
    assert_true(memory_of(vm).peak_bytes <= MIB(8));
  }
  vm_end(vm);
}

static void a_request_over_the_whole_limit_is_an_ordinary_error(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(8)));
  expect_true(vm,
              "local ok, why = pcall(string.rep, 'x', 1 << 30) "
              "return not ok and why == 'not enough memory'");
  expect(vm, LUAVM_MEMORY, "return ('x'):rep(1 << 30)");
  expect(vm, LUAVM_MEMORY,
         "pcall(string.rep, 'x', 1 << 30) pcall(string.rep, 'x', 5 << 20) return 1");
  expect(vm, LUAVM_MEMORY,
         "pcall(string.rep, 'x', 1 << 30) local t = {} while true do t = {t} end");
  expect_with(vm, LUAVM_FUEL, "while true do pcall(string.rep, 'x', 1 << 30) end",
              EVAL_OPTIONS(.fuel = 100000));
  assert_true(memory_of(vm).peak_bytes <= MIB(8));
  vm_end(vm);
}

static void catchable_memory_is_plain_luas_error(void **state) {
  (void)state;
  luavm_vm vm =
      vm_make(VM_OPTIONS(.memory_bytes = MIB(2), .flags = LUAVM_VM_MEMORY_CATCHABLE));
  expect_true(vm,
              "local ok, why = pcall(function() "
              "local t = {} while true do t = {t} end end) "
              "return not ok and why == 'not enough memory'");
  expect(vm, LUAVM_MEMORY, "local t = {} while true do t = {t} end");
  expect(vm, LUAVM_MEMORY, "return ('x'):rep(1 << 30)");
  vm_end(vm);
}

static void output_is_a_limit_to_the_byte(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.output_bytes = 10));
  expect(vm, LUAVM_OK, "print('123456789')");
  stopped(vm, LUAVM_OUTPUT, "print('1234567890')", NULL, "10", "output limit");
  stopped(vm, LUAVM_OUTPUT, "while true do pcall(print, 'x') end", NULL, "10",
          "output limit");
  luavm_result *result = eval(vm, "print('1234') print('12345678')", NULL);
  assert_result(result, LUAVM_OUTPUT);
  assert_true(result->output.length <= 10);
  assert_memory_equal(result->output.data, "1234\n", 5);
  release(result);
  expect_with(vm, LUAVM_OK, "print('1234567890')", EVAL_OPTIONS(.output_bytes = 11));
  stopped(vm, LUAVM_OUTPUT, "print('1')", EVAL_OPTIONS(.output_bytes = 1), "1",
          "output limit");
  vm_end(vm);
}

static void output_of_the_default_is_one_mib(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  stopped(vm, LUAVM_OUTPUT, "while true do print(('x'):rep(1000)) end", NULL, "1 MiB",
          "output limit");
  vm_end(vm);
}

static void output_counts_against_memory(void **state) {
  (void)state;
  luavm_vm vm =
      vm_make(VM_OPTIONS(.memory_bytes = MIB(1), .output_bytes = LUAVM_UNLIMITED));
  stopped(vm, LUAVM_MEMORY, "while true do print(('x'):rep(1000)) end", NULL, "1 MiB",
          "memory limit");
  assert_true(memory_of(vm).peak_bytes <= MIB(1));
  vm_end(vm);
}

static void the_result_is_a_limit(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.result_bytes = 4000));
  expect(vm, LUAVM_OK, "return ('x'):rep(1000)");
  stopped(vm, LUAVM_OUTPUT, "return ('x'):rep(5000)", NULL, "4000", "result limit");
  stopped(vm, LUAVM_OUTPUT, "local t = {} for i = 1, 1000 do t[i] = i end return t",
          NULL, "4000", "result limit");
  expect_with(vm, LUAVM_OK, "return ('x'):rep(5000)",
              EVAL_OPTIONS(.result_bytes = 9000));
  stopped(vm, LUAVM_OUTPUT, "return 1, 2, 3", EVAL_OPTIONS(.result_bytes = 1), "1",
          "result limit");
  vm_end(vm);
}

static void full_output_does_not_hide_which_limit_it_was(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.output_bytes = 5, .result_bytes = 2000));
  stopped(vm, LUAVM_OUTPUT, "print('1234') return ('x'):rep(3000)", NULL, "2000",
          "result limit");
  vm_end(vm);
}

static void the_result_counts_against_memory_while_it_is_made(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(1)));
  expect(vm, LUAVM_OK, "return ('x'):rep(400000)");
  stopped(vm, LUAVM_MEMORY, "return ('x'):rep(700000)", NULL, "1 MiB", "memory limit");
  assert_true(memory_of(vm).peak_bytes <= MIB(1));
  vm_end(vm);
}

static void a_limit_of_zero_is_the_vms_own(void **state) {
  (void)state;
  luavm_vm vm =
      vm_make(VM_OPTIONS(.fuel = 5000, .output_bytes = 5, .result_bytes = 2000));
  const luavm_eval_options *zeros = EVAL_OPTIONS(.fuel = 0);
  stopped(vm, LUAVM_FUEL, "while true do end", zeros, "5000", "fuel limit");
  stopped(vm, LUAVM_OUTPUT, "print('123456')", zeros, "5", "output limit");
  stopped(vm, LUAVM_OUTPUT, "return ('x'):rep(3000)", zeros, "2000", "result limit");
  vm_end(vm);
}

static void a_call_may_ask_for_more_than_its_vm_has(void **state) {
  (void)state;
  luavm_vm vm = vm_make(
      VM_OPTIONS(.fuel = 10, .wall_ms = 1, .output_bytes = 1, .result_bytes = 1));
  const luavm_eval_options *more =
      EVAL_OPTIONS(.fuel = LUAVM_UNLIMITED, .wall_ms = LUAVM_UNLIMITED,
                   .output_bytes = LUAVM_UNLIMITED, .result_bytes = LUAVM_UNLIMITED);
  luavm_result *result = eval(
      vm, "for i = 1, 1e6 do end print(('x'):rep(1e5)) return ('x'):rep(1e5)", more);
  assert_result(result, LUAVM_OK);
  release(result);
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(time_is_a_limit),
      TEST(fuel_is_a_limit),
      TEST(the_same_script_spends_the_same_fuel),
      TEST(fuel_is_per_eval),
      TEST(memory_is_a_limit_scripts_cannot_swallow),
      TEST(a_request_over_the_whole_limit_is_an_ordinary_error),
      TEST(catchable_memory_is_plain_luas_error),
      TEST(output_is_a_limit_to_the_byte),
      TEST(output_of_the_default_is_one_mib),
      TEST(output_counts_against_memory),
      TEST(the_result_is_a_limit),
      TEST(full_output_does_not_hide_which_limit_it_was),
      TEST(the_result_counts_against_memory_while_it_is_made),
      TEST(a_limit_of_zero_is_the_vms_own),
      TEST(a_call_may_ask_for_more_than_its_vm_has),
  };
  return RUN("limits", tests);
}
