/* What scripts can reach, and what they can change. */
#include <locale.h>
#include <stdio.h>

#include "run.h"

static void a_profile_opens_and_leaves_nothing(void **state) {
  (void)state;
  static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                      LUAVM_PROFILE_TRUSTED};
  for (int i = 0; i < 3; i++) {
    struct vm *v = open_vm(profiles[i]);
    answers(v);
    shim_vm_close(v);
    assert_int_equal(held(), 0);
  }
}

static void an_idle_standard_vm_is_small(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
#ifndef ARENA_SYSTEM /* there each block has malloc's header */
  assert_true(used(v) <= 24 * 1024);
#endif
  shim_vm_close(v);
}

static void no_route_writes_a_frozen_table(void **state) {
  (void)state;
  static const char *const routes[] = {
      "string.x = 1",
      "string.upper = nil",
      "string[1] = 2",
      "rawset(math, 'pi', 3)",
      "rawset(string, 'new', 3)",
      "table.insert(table, 1)",
      "table.move({1}, 1, 1, 1, utf8)",
      "setmetatable(os, {})",
      "getmetatable('').__index = nil",
      "getmetatable('').__add = print",
      "rawset(getmetatable(''), '__len', print)",
      "for k in pairs(math) do math[k] = nil end",
      "setmetatable({}, {__newindex = string}).x = 1",
      "coroutine.wrap = nil",
      "load('string.x = 1')()",
      "table.sort(table, function() end) string.rep = 1"};
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
    expect(v, routes[i], LUAVM_SANDBOX);
  expect(
      v,
      "assert(('x'):upper() == 'X' and string.x == nil and math.pi > 3 and #'ab' == 2)",
      LUAVM_OK);
  shim_vm_close(v);
}

static void forbidden_things_say_sandbox(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  expect(v, "setmetatable({}, {__gc = function() end})", LUAVM_SANDBOX);
  expect(v, "collectgarbage('stop')", LUAVM_SANDBOX);
  expect(v, "\x1bLua", LUAVM_SANDBOX);
  expect(v, "assert(not load('\\27Lua')) assert(not load('\\27Lua', 'x', 'b'))",
         LUAVM_OK);
  expect(v, "assert(pcall(string.rep)) ", LUAVM_RUNTIME);
  expect(v, "assert(not pcall(function() string.x = 1 end)) error('own')",
         LUAVM_RUNTIME);
  shim_vm_close(v);
}

static void an_environment_is_fresh_unless_kept(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  const char *write = "x = 1 print = nil",
             *read = "return x, print ~= nil, _G.x == x, _ENV == _G";
  expect(v, write, LUAVM_OK);
  luavm_result *r = run(v, read);
  assert_int_equal(r->values[0].type, LUAVM_NIL);
  assert_true(r->values[1].as.boolean && r->values[2].as.boolean &&
              r->values[3].as.boolean);
  done(r);
  done(run_with(v, write, strlen(write), (run_options){.keep = 1}));
  r = run_with(v, read, strlen(read), (run_options){.keep = 1});
  assert_int_equal(r->values[0].as.integer, 1);
  assert_false(r->values[1].as.boolean);
  assert_true(r->values[2].as.boolean && r->values[3].as.boolean);
  done(r);
  shim_vm_close(v);
}

static void identities_differ_and_hide_addresses(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *r =
      run(v,
          "local a, b = {}, {} assert(tostring(a) ~= tostring(b)) "
          "assert(tostring(a) == string.format('table: %p', a)) return tostring(a)");
  assert_int_equal(r->status, LUAVM_OK);
  unsigned long long shown = 0;
  assert_int_equal(sscanf(r->values[0].as.bytes->data, "table: 0x%llx", &shown), 1);
  assert_true(shown >> 47 != 0 ||
              shown % 16 != 0); /* no user-space address of a block */
  done(r);
  shim_vm_close(v);
}

static void numbers_ignore_the_hosts_locale(void **state) {
  (void)state;
  if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) setlocale(LC_ALL, "C.UTF-8");
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  expect(v,
         "assert(tostring(1.5) == '1.5' and tonumber('2.5') == 2.5 and "
         "('%.1f'):format(0.5) == '0.5')",
         LUAVM_OK);
  shim_vm_close(v);
  setlocale(LC_ALL, "C");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_profile_opens_and_leaves_nothing),
      TEST(an_idle_standard_vm_is_small),
      TEST(no_route_writes_a_frozen_table),
      TEST(forbidden_things_say_sandbox),
      TEST(an_environment_is_fresh_unless_kept),
      TEST(identities_differ_and_hide_addresses),
      TEST(numbers_ignore_the_hosts_locale),
  };
  return RUN_TESTS("sandbox", tests);
}
