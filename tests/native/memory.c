/* The memory limit holds, cannot be caught, and leaves nothing behind. */
#include <pthread.h>

#include "run.h"

static const char *const hungry[] = {
    "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
    "local s = 'x' while true do s = s .. s end",
    "local t, i = {}, 0 while true do i = i + 1 t[i] = 'k' .. i end",
    "local t = {} while true do t = {t} end",
    "local t = {} while true do pcall(function() while true do t[#t + 1] = "
    "('x'):rep(1e4) .. #t end end) end",
    "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end",
    "local s = ('x'):rep(1 << 20) local t = {} for i = 1, 1000 do t[i] = s end return "
    "table.concat(t)",
    "local t = {} for i = 1, 1e9 do t[i] = function() return i end end",
    "return (('x'):rep(9 << 20))"};

enum { COUNT = sizeof hungry / sizeof *hungry };

static uint64_t settled(struct vm *v) {
  expect(v, "collectgarbage() collectgarbage()", LUAVM_OK);
  return used(v);
}

static void the_limit_stops_every_hungry_script(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  uint64_t before = settled(v);
  for (int i = 0; i < COUNT; i++) {
    luavm_result *r = run(v, hungry[i]);
    if (r->status != LUAVM_MEMORY) fail_msg("status %d: %s", r->status, hungry[i]);
    assert_true(r->usage.memory_peak_bytes <= MIB(16));
    assert_int_equal(r->value_count, 0);
    done(r);
    answers(v);
  }
  uint64_t after = settled(v);
  assert_true(after < before + 16384); /* Lua's string table may stay larger */
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

extern int lua_gc(void *L, int what, ...);

static void fresh_globals_go_with_their_run(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  uint64_t before = settled(v);
  expect(v, "kept = ('x'):rep(1 << 20)", LUAVM_OK);
  assert_true(used(v) > before + (1 << 20));
  lua_gc(shim_vm_state(v), 2 /* LUA_GCCOLLECT */, 0);
  assert_true(used(v) < before + 4096);
  shim_vm_close(v);
}

static void a_deep_run_leaves_no_stack_to_the_next(void **state) {
  (void)state;
  static const char *const deep[] = {
      "local function f(n) if n > 0 then return 1 + f(n - 1) end return 0 end "
      "return f(150000)",
      "local function f() return 1 + f() end return (pcall(f))"};
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(128));
  uint64_t before = used(v);
  for (int i = 0; i < 2; i++) {
    luavm_result *r = run(v, deep[i]);
    assert_int_equal(r->status, LUAVM_OK);
    assert_true(r->usage.memory_peak_bytes > MIB(8));
    done(r);
    assert_true(used(v) < before + 16384);
  }
  expect(v, "return #('x'):rep(60 << 20)", LUAVM_OK); /* twice that while it is made */
  shim_vm_close(v);
}

static void a_long_message_of_the_sandbox_goes_with_its_run(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  expect(v, "collectgarbage(('x'):rep(100))", LUAVM_SANDBOX);
  uint64_t before = (expect(v, "collectgarbage()", LUAVM_OK), used(v));
  expect(v, "collectgarbage(('x'):rep(1000000))", LUAVM_SANDBOX);
  expect(v, "collectgarbage()", LUAVM_OK);
  assert_true(used(v) < before + 4096);
  shim_vm_close(v);
}

static void kills_leave_nothing_in_the_arena(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  const char *source =
      "local t = {} for i = 1, 1e9 do t[i % 100] = load('return ' .. i) end";
  uint64_t first = 0;
  for (int i = 0; i < 100; i++) {
    luavm_result *r =
        run_with(v, source, strlen(source), (run_options){.fuel = 20000 + i});
    assert_int_equal(r->status, LUAVM_FUEL);
    done(r);
    if (i == 1) first = settled(v);
  }
  assert_true(settled(v) <= first + 1024);
  shim_vm_close(v);
}

static void a_catchable_limit_is_an_ordinary_error(void **state) {
  (void)state;
  struct vm *v =
      open_vm_with(LUAVM_PROFILE_STANDARD, LUAVM_VM_MEMORY_CATCHABLE, MIB(2));
  luavm_result *r = run(v,
                        "local ok, e = pcall(function() local t = {} while true do "
                        "t[#t + 1] = ('x'):rep(1000) .. #t end end) return ok, e");
  assert_int_equal(r->status, LUAVM_OK);
  assert_int_equal(r->values[0].as.boolean, 0);
  assert_string_equal(r->values[1].as.bytes->data, "not enough memory");
  done(r);
  expect(v, hungry[0], LUAVM_MEMORY);
  shim_vm_close(v);
}

static void a_request_over_the_limit_may_be_caught(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  expect(v, "assert(not pcall(string.rep, 'x', 1 << 30))", LUAVM_OK);
  expect(v, "return ('x'):rep(1 << 30)", LUAVM_MEMORY);
  shim_vm_close(v);
}

static void a_stack_without_room_is_the_limit_too(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(7));
  expect(v,
         "local t = {} for i = 1, 230000 do t[i] = i end "
         "for i = 1, 3 do pcall(table.unpack, t) end return 'caught'",
         LUAVM_MEMORY);
  answers(v);
  expect(v, "assert(not pcall(table.unpack, {}, 1, 1e7))", LUAVM_OK);
  shim_vm_close(v);
}

static void the_process_quota_stops_a_script(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(64));
  shim_account_limit(MIB(4));
  expect(v, hungry[0], LUAVM_QUOTA);
  answers(v);
  shim_account_limit(UINT64_MAX);
  shim_vm_close(v);
}

static void a_vm_too_large_for_the_quota_is_not_made(void **state) {
  (void)state;
  shim_options options = {.profile = LUAVM_PROFILE_STANDARD,
                          .flags = 0,
                          .memory_bytes = MIB(1),
                          .memory_soft_bytes = MIB(1),
                          .handle = 1};
  int32_t status = -1;
  shim_account_limit(1);
  assert_null(shim_vm_open(&options, &status));
  shim_account_limit(UINT64_MAX);
  assert_int_equal(status, LUAVM_QUOTA);
  assert_int_equal(held(), 0);
}

static void no_limit_is_too_small_to_fail_cleanly(void **state) {
  (void)state;
  for (uint64_t limit = 64; limit < 40000; limit += 64) {
    shim_options options = {.profile = LUAVM_PROFILE_STANDARD,
                            .flags = 0,
                            .memory_bytes = limit,
                            .memory_soft_bytes = limit,
                            .handle = 1};
    int32_t status;
    struct vm *v = shim_vm_open(&options, &status);
    if (v == NULL)
      assert_int_equal(status, LUAVM_MEMORY);
    else
      shim_vm_close(v);
    assert_int_equal(held(), 0);
  }
}

static void *run_on_small_stack(void *data) {
  luavm_result *r = NULL;
  shim_run eval = {.text = "return 1", .length = 8, .chunk_name = "@x"};
  shim_vm_begin(data, INT64_MAX, 1);
  int32_t status = shim_vm_run(data, &eval, &r);
  return (void *)(intptr_t)(r == NULL ? status : -1);
}

static void a_small_stack_is_refused(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  pthread_attr_t attributes;
  pthread_t thread;
  void *status;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  assert_int_equal(pthread_create(&thread, &attributes, run_on_small_stack, v), 0);
  pthread_join(thread, &status);
  pthread_attr_destroy(&attributes);
  assert_int_equal((intptr_t)status, LUAVM_UNSUPPORTED);
  answers(v);
  shim_vm_close(v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_limit_stops_every_hungry_script),
      TEST(fresh_globals_go_with_their_run),
      TEST(a_deep_run_leaves_no_stack_to_the_next),
      TEST(a_long_message_of_the_sandbox_goes_with_its_run),
      TEST(kills_leave_nothing_in_the_arena),
      TEST(a_catchable_limit_is_an_ordinary_error),
      TEST(a_request_over_the_limit_may_be_caught),
      TEST(a_stack_without_room_is_the_limit_too),
      TEST(the_process_quota_stops_a_script),
      TEST(a_vm_too_large_for_the_quota_is_not_made),
      TEST(no_limit_is_too_small_to_fail_cleanly),
      TEST(a_small_stack_is_refused),
  };
  return RUN_TESTS("memory", tests);
}
