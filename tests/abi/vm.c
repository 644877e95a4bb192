/* Making, resetting and ending VMs; options, presets and profiles. */
#include "abi.h"

static void refused(const luavm_vm_options *options, luavm_status status,
                    const char *names) {
  char message[512];
  assert_status(vm_refused(options, message), status);
  assert_names(message, names);
}

static void a_vm_without_options_answers(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  expect_answer(vm);
  vm_end(vm);
}

static void a_vm_with_a_size_and_nothing_else_has_the_defaults(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.flags = 0));
  luavm_memory memory = memory_of(vm);
  assert_int_equal(memory.limit_bytes, MIB(16));
  assert_int_equal(memory.soft_bytes, MIB(12));
  vm_end(vm);
}

static void no_place_for_the_handle_is_argument_with_a_message(void **state) {
  (void)state;
  luavm_buffer *error = NULL;
  assert_status(vm_new(NULL, NULL, &error), LUAVM_ARGUMENT);
  assert_non_null(error);
  assert_true(error->length > 0);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  assert_status(vm_new(NULL, NULL, NULL), LUAVM_ARGUMENT);
}

static void a_refusal_needs_no_place_for_the_message(void **state) {
  (void)state;
  luavm_vm vm = 5;
  assert_status(vm_new(VM_OPTIONS(.flags = 2), &vm, NULL), LUAVM_ARGUMENT);
  assert_true(vm == 0);
}

static int by_value(const void *a, const void *b) {
  luavm_vm x = *(const luavm_vm *)a, y = *(const luavm_vm *)b;
  return (x > y) - (x < y);
}

static void a_handle_is_never_used_twice(void **state) {
  (void)state;
  enum { N = 2000 };
  static luavm_vm seen[N];
  for (int i = 0; i < N; i++) {
    seen[i] = vm_make(NULL);
    vm_end(seen[i]);
  }
  qsort(seen, N, sizeof *seen, by_value);
  for (int i = 1; i < N; i++) assert_true(seen[i] != seen[i - 1]);
}

static void unknown_struct_sizes_are_refused(void **state) {
  (void)state;
  const uint32_t size = sizeof(luavm_vm_options);
  const uint32_t sizes[] = {0, 1, size - 8, size - 1, size + 1, size + 8, UINT32_MAX};
  for (size_t i = 0; i < COUNT(sizes); i++) {
    luavm_vm_options options = {.struct_size = sizes[i]};
    refused(&options, LUAVM_ARGUMENT, "struct_size");
  }
}

static void unknown_flags_profiles_and_presets_are_refused(void **state) {
  (void)state;
  refused(VM_OPTIONS(.flags = 2), LUAVM_ARGUMENT, "flag");
  refused(VM_OPTIONS(.flags = 0x80000001u), LUAVM_ARGUMENT, "flag");
  refused(VM_OPTIONS(.profile = 5), LUAVM_ARGUMENT, "profile");
  refused(VM_OPTIONS(.profile = UINT32_MAX), LUAVM_ARGUMENT, "profile");
  refused(VM_OPTIONS(.preset = 4), LUAVM_ARGUMENT, "preset");
  refused(VM_OPTIONS(.preset = UINT32_MAX), LUAVM_ARGUMENT, "preset");
}

static void the_reserved_profile_is_unsupported(void **state) {
  (void)state;
  refused(VM_OPTIONS(.profile = LUAVM_PROFILE_REDIS), LUAVM_UNSUPPORTED, "redis");
}

static void each_preset_has_its_memory_limits(void **state) {
  (void)state;
  static const uint64_t hard[] = {16 << 20, 1 << 20, 10 << 20, 100 << 20};
  static const uint64_t soft[] = {12 << 20, 768 << 10, 8 << 20, 80 << 20};
  for (uint32_t preset = 0; preset < 4; preset++) {
    luavm_vm vm = vm_make(VM_OPTIONS(.preset = preset));
    assert_int_equal(memory_of(vm).limit_bytes, hard[preset]);
    assert_int_equal(memory_of(vm).soft_bytes, soft[preset]);
    expect_answer(vm);
    vm_end(vm);
  }
}

static void a_field_goes_before_the_preset(void **state) {
  (void)state;
  luavm_vm vm =
      vm_make(VM_OPTIONS(.preset = LUAVM_PRESET_EMBEDDED, .memory_bytes = KIB(512)));
  assert_int_equal(memory_of(vm).limit_bytes, KIB(512));
  assert_int_equal(memory_of(vm).soft_bytes, KIB(384));
  vm_end(vm);
  vm = vm_make(
      VM_OPTIONS(.preset = LUAVM_PRESET_DEVELOPMENT, .memory_soft_bytes = MIB(5)));
  assert_int_equal(memory_of(vm).limit_bytes, MIB(100));
  assert_int_equal(memory_of(vm).soft_bytes, MIB(5));
  vm_end(vm);
}

static void too_small_a_memory_limit_is_refused_by_name(void **state) {
  (void)state;
  refused(VM_OPTIONS(.memory_bytes = 1), LUAVM_ARGUMENT, "64 KiB");
  refused(VM_OPTIONS(.memory_bytes = LUAVM_MEMORY_MIN - 1), LUAVM_ARGUMENT, "64 KiB");
}

static void the_smallest_memory_limit_is_enough_to_answer(void **state) {
  (void)state;
  static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                      LUAVM_PROFILE_TRUSTED};
  for (size_t i = 0; i < COUNT(profiles); i++) {
    luavm_vm vm =
        vm_make(VM_OPTIONS(.profile = profiles[i], .memory_bytes = LUAVM_MEMORY_MIN));
    expect_answer(vm);
    assert_true(memory_of(vm).peak_bytes <= LUAVM_MEMORY_MIN);
    vm_end(vm);
  }
}

static void more_memory_than_the_machine_has_is_accepted(void **state) {
  (void)state;
  static const uint64_t limits[] = {UINT64_C(1) << 50, UINT64_C(1) << 63,
                                    UINT64_MAX - 1, LUAVM_UNLIMITED};
  for (size_t i = 0; i < COUNT(limits); i++) {
    luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = limits[i]));
    assert_true(memory_of(vm).limit_bytes == limits[i]);
    assert_true(memory_of(vm).soft_bytes <= limits[i]);
    assert_true(memory_of(vm).system_bytes < MIB(1));
    expect_answer(vm);
    vm_end(vm);
  }
}

static void the_largest_number_of_every_limit_works(void **state) {
  (void)state;
  for (uint64_t less = 0; less < 2; less++) {
    uint64_t most = LUAVM_UNLIMITED - less;
    luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = most, .memory_soft_bytes = most,
                                     .fuel = most, .wall_ms = most,
                                     .output_bytes = most, .result_bytes = most));
    expect(vm, LUAVM_OK, "print('x') for i = 1, 1000 do end return 'x'");
    vm_end(vm);
  }
}

static void a_soft_limit_above_the_hard_one_is_refused(void **state) {
  (void)state;
  refused(VM_OPTIONS(.memory_bytes = MIB(1), .memory_soft_bytes = MIB(1) + 1),
          LUAVM_ARGUMENT, "1 MiB");
  refused(VM_OPTIONS(.memory_soft_bytes = MIB(17)), LUAVM_ARGUMENT, "16 MiB");
  refused(VM_OPTIONS(.memory_soft_bytes = LUAVM_UNLIMITED), LUAVM_ARGUMENT, "16 MiB");
  luavm_vm vm =
      vm_make(VM_OPTIONS(.memory_bytes = MIB(1), .memory_soft_bytes = MIB(1)));
  assert_int_equal(memory_of(vm).soft_bytes, MIB(1));
  vm_end(vm);
}

static void an_idle_standard_vm_counts_under_24_kib(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  assert_true(memory_of(vm).used_bytes < KIB(24));
  vm_end(vm);
}

static void reset_throws_away_what_scripts_left(void **state) {
  (void)state;
  const luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(4), .memory_soft_bytes = MIB(2),
                                   .fuel = 10000000));
  luavm_memory idle = memory_of(vm);
  expect_with(vm, LUAVM_OK, "x = ('x'):rep(1000000)", keep);
  assert_status(vm_reset(vm), LUAVM_OK);
  luavm_memory memory = memory_of(vm);
  assert_int_equal(memory.used_bytes, idle.used_bytes);
  assert_true(memory.peak_bytes < KIB(64));
  assert_int_equal(memory.limit_bytes, MIB(4));
  assert_int_equal(memory.soft_bytes, MIB(2));
  assert_int_equal(memory.gc_count, idle.gc_count);
  assert_int_equal(memory.refused_count, 0);
  expect_with(vm, LUAVM_OK, "assert(x == nil)", keep);
  expect(vm, LUAVM_FUEL, "while true do end");
  vm_end(vm);
}

static void an_interrupt_of_an_idle_vm_does_nothing(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  for (int i = 0; i < 3; i++) assert_status(vm_interrupt(vm), LUAVM_OK);
  expect_answer(vm);
  vm_end(vm);
}

static void locked_computes_and_nothing_else(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.profile = LUAVM_PROFILE_LOCKED));
  expect_true(vm,
              "return string ~= nil and table ~= nil and utf8 ~= nil and math.pi > 3");
  expect_true(vm, "return not (print or load or coroutine or os or io or debug)");
  expect_true(vm,
              "return not (package or require or dofile or loadfile or loadstring)");
  expect_true(vm, "return not (math.random or math.randomseed or string.dump)");
  vm_end(vm);
}

static void standard_prints_loads_and_tells_the_time(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.profile = LUAVM_PROFILE_STANDARD));
  expect_true(vm, "return load('return 1')() == 1 and math.random(9) < 10");
  expect_true(vm, "return coroutine.wrap(function() coroutine.yield(7) end)() == 7");
  expect_true(vm,
              "return os.time() > 0 and os.clock() >= 0 and os.date('%Y') > '2000'");
  expect_true(vm, "return os.difftime(3, 1) == 2");
  expect_true(vm, "return not (os.execute or os.exit or os.getenv or os.remove)");
  expect_true(vm,
              "return not (os.rename or os.tmpname or os.setlocale or string.dump)");
  expect_true(vm,
              "return not (io or debug or package or require or dofile or loadfile)");
  vm_end(vm);
}

static void trusted_has_all_of_lua_under_the_same_limits(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.profile = LUAVM_PROFILE_TRUSTED, .wall_ms = 100,
                                   .memory_bytes = MIB(2)));
  expect_true(vm,
              "return io.open and debug.traceback and package and require and true");
  expect_true(vm, "return load(string.dump(load('return 3')), 'b', 'b')() == 3");
  expect(vm, LUAVM_TIMEOUT, "while true do end");
  expect(vm, LUAVM_MEMORY, "return ('x'):rep(1 << 30)");
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_vm_without_options_answers),
      TEST(a_vm_with_a_size_and_nothing_else_has_the_defaults),
      TEST(no_place_for_the_handle_is_argument_with_a_message),
      TEST(a_refusal_needs_no_place_for_the_message),
      TEST(a_handle_is_never_used_twice),
      TEST(unknown_struct_sizes_are_refused),
      TEST(unknown_flags_profiles_and_presets_are_refused),
      TEST(the_reserved_profile_is_unsupported),
      TEST(each_preset_has_its_memory_limits),
      TEST(a_field_goes_before_the_preset),
      TEST(too_small_a_memory_limit_is_refused_by_name),
      TEST(the_smallest_memory_limit_is_enough_to_answer),
      TEST(more_memory_than_the_machine_has_is_accepted),
      TEST(the_largest_number_of_every_limit_works),
      TEST(a_soft_limit_above_the_hard_one_is_refused),
      TEST(an_idle_standard_vm_counts_under_24_kib),
      TEST(reset_throws_away_what_scripts_left),
      TEST(an_interrupt_of_an_idle_vm_does_nothing),
      TEST(locked_computes_and_nothing_else),
      TEST(standard_prints_loads_and_tells_the_time),
      TEST(trusted_has_all_of_lua_under_the_same_limits),
  };
  return RUN("vm", tests);
}
