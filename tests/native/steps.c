/* No single operation on something large is free: each pays while it goes on, so
 * that it can be stopped within it. */
#include <stdio.h>

#include "run.h"

typedef struct step {
  const char *setup; /* makes something of a million bytes, items or so */
  const char *work;  /* one operation on it */
} step;

static const step steps[] = {
    {"local s = 'x'", "s:rep(1000000)"},
    {"local s = 'x'", "s:rep(1000000, ',')"},
    {"local s = ('x'):rep(1000000)", "s:reverse()"},
    {"local s = ('x'):rep(1000000)", "s:upper()"},
    {"local s = ('x'):rep(1000000)", "s:lower()"},
    {"local s = ('x'):rep(1000000)", "s:find('^x*y')"},
    {"local s = ('x'):rep(1000000)", "s:find('^x-y')"},
    {"local s = ('x'):rep(1000000)", "s:find('xy', 1, true)"},
    {"local s = ('('):rep(1000000)", "s:find('^%b()')"},
    {"local s = '[' .. ('x'):rep(1000000) .. ']'", "('y'):find(s)"},
    {"local s = '%f[' .. ('x'):rep(1000000) .. ']'", "('y'):find(s)"},
    {"local s = '^[^' .. ('x'):rep(10000) .. ']*' y = ('y'):rep(100)", "y:find(s)"},
    {"local s = ('x'):rep(2000000)", "s:find('^(x*)%1$')"},
    {"local s = ('%0'):rep(500000)", "(''):gsub('', s)"},
    {"local s = ('%%'):rep(500000)", "s:format()"},
    {"local s = ('x'):rep(1000000)", "s:format()"},
    {"local s = ('\\0'):rep(1000000)", "('%q'):format(s)"},
    {"local s = (' '):rep(1000000)", "s:pack()"},
    {"local s = (' '):rep(1000000)", "s:unpack('')"},
    {"local s = ('b'):rep(1000000)", "s:packsize()"},
    {"local s = 'c1000000'", "s:pack('')"},
    {"local s = ('1'):rep(1000000)", "tonumber(s, 3)"},
    {"local s = 'a' .. ('\\x80'):rep(1000000)", "utf8.offset(s, 0, #s)"},
    {"local s = 'a' .. ('\\x80'):rep(1000000)", "utf8.offset(s, 2)"},
    {"local s = 'a' .. ('\\x80'):rep(1000000)", "utf8.offset(s, -1)"},
    {"local s = ('a'):rep(1000000)", "utf8.len(s)"},
    {"local f, s, i = utf8.codes('a') s = 'a' .. ('\\x80'):rep(1000000)",
     "pcall(f, s, 1)"},
    {"local s = ('%%'):rep(10000)", "os.date(s)"},
    {"local s = '--' .. ('x'):rep(1000000)", "load(s)"},
    {"local s = 'return [[' .. ('x'):rep(1000000) .. ']]'", "load(s)"},
    {"local s = ('\\n'):rep(1000000)", "load(s)"},
    {"local t = {} for i = 1, 100000 do t[i] = 1 end", "utf8.char(table.unpack(t))"},
    {"local t = {} for i = 1, 100000 do t[i] = '' end", "print(table.unpack(t))"},
    {"local t = {} for i = 1, 100000 do t[i] = '' end", "table.concat(t)"},
    {"local t = {} for i = 1, 100000 do t[i] = 1 end", "table.remove(t, 1)"},
    {"local t = {} for i = 1, 100000 do t[i] = 1 end", "table.insert(t, 1, 1)"},
    {"local t = {} for i = 1, 100000 do t[i] = 1 end", "table.move(t, 1, #t, 2)"},
};

static uint64_t fuel_of(struct vm *v, const char *setup, const char *work) {
  char source[512];
  snprintf(source, sizeof source, "%s %s %s", setup, *work ? "local _ =" : "", work);
  luavm_result *r = run(v, source);
  if (r->status != LUAVM_OK) fail_msg("%s: %s", source, r->message.data);
  uint64_t fuel = r->usage.fuel;
  done(r);
  return fuel;
}

static void what_takes_long_pays_as_it_goes(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    uint64_t before = fuel_of(v, steps[i].setup, "");
    uint64_t paid = fuel_of(v, steps[i].setup, steps[i].work) - before;
    if (paid < 1000) fail_msg("%s costs %u", steps[i].work, (unsigned)paid);
  }
  shim_vm_close(v);
}

/* A permutation of the keys that takes as many passes as there are entries. */
static const char ephemerons[] =
    "local n, keys, order, seed = 3000, {}, {}, 1 "
    "for i = 1, n do keys[i] = {} order[i] = i end "
    "for i = n, 2, -1 do seed = (seed * 1103515245 + 12345) % 2147483648 "
    "local j = seed % i + 1 order[i], order[j] = order[j], order[i] end "
    "local e = setmetatable({}, {__mode = 'k'}) "
    "for i = 1, n - 1 do e[keys[order[i]]] = keys[order[i + 1]] end "
    "local first = keys[order[1]] keys = nil collectgarbage() "
    "local n = 0 for _ in pairs(e) do n = n + 1 end return n";

static void a_chain_of_ephemerons_stays_alive_and_is_paid_for(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *r = run(v, ephemerons);
  assert_int_equal(r->status, LUAVM_OK);
  assert_int_equal(r->values[0].as.integer, 2999);
  assert_true(r->usage.fuel > 200000);
  done(r);
  r = run_with(v, ephemerons, sizeof ephemerons - 1, (run_options){.fuel = 100000});
  assert_int_equal(r->status, LUAVM_FUEL);
  done(r);
  answers(v);
  shim_vm_close(v);
}

/* Keys that share a node in stock Lua, whatever the size of the table. */
static const char *const floods[] = {
    "local t, n = {}, 40000 for i = 1, n do t[i * ((1 << 20) - 1) << 20] = i end "
    "for i = 1, n do assert(t[i * ((1 << 20) - 1) << 20] == i) end ",
    "local t, n = {}, 40000 for i = 1, n do t[1 + i * 2.0 ^ -52] = i end "
    "for i = 1, n do assert(t[1 + i * 2.0 ^ -52] == i) end ",
    "local t, n = {}, 40000 for i = 1, n do t[i * 2.0 ^ -1060] = i end "
    "for i = 1, n do assert(t[i * 2.0 ^ -1060] == i) end ",
};

static void keys_that_collide_are_found_and_iterated_once(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
    char source[512];
    snprintf(source, sizeof source,
             "%s local c = 0 for k, v in pairs(t) do c = c + 1 assert(t[k] == v) "
             "t[k] = nil end assert(next(t) == nil) return c",
             floods[i]);
    luavm_result *r = run(v, source);
    if (r->status != LUAVM_OK) fail_msg("%s: %s", source, r->message.data);
    assert_int_equal(r->values[0].as.integer, 40000);
    done(r);
  }
  shim_vm_close(v);
}

static void strings_compare_byte_by_byte(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *r = run(v,
                        "local s = {'', '\\0', '\\0\\0', '\\0a', 'a', 'a\\0', 'a\\0b', "
                        "'aa', 'b', '\\x7f', '\\x80', '\\xff', '\\xff\\0'} "
                        "for i = 1, #s do for j = 1, #s do "
                        "assert((s[i] < s[j]) == (i < j)) "
                        "assert((s[i] <= s[j]) == (i <= j)) end end return #s");
  assert_int_equal(r->status, LUAVM_OK);
  done(r);
  shim_vm_close(v);
}

static void random_numbers_leave_no_trace(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  static const char seed[] = "math.randomseed(42) return math.random(0)";
  luavm_result *first = run(v, seed), *second = run(v, "return math.random(0)");
  luavm_result *third = run(v, seed), *fourth = run(v, "return math.random(0)");
  assert_int_equal(first->values[0].as.integer, third->values[0].as.integer);
  assert_true(second->values[0].as.integer != fourth->values[0].as.integer);
  done(first), done(second), done(third), done(fourth);
  shim_vm_close(v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_takes_long_pays_as_it_goes),
      TEST(a_chain_of_ephemerons_stays_alive_and_is_paid_for),
      TEST(keys_that_collide_are_found_and_iterated_once),
      TEST(strings_compare_byte_by_byte),
      TEST(random_numbers_leave_no_trace),
  };
  return RUN_TESTS("steps", tests);
}
