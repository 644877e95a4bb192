/* Nothing a script does keeps it alive once it is stopped. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "run.h"

static const char *const endless[] = {
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "xpcall(function() while true do end end, function() while true do end end)",
    "while true do xpcall(error, function() while true do end end) end",
    "while true do coroutine.wrap(function() while true do end end)() end",
    "while true do pcall(coroutine.wrap(function() pcall(function() while true do end "
    "end) end)) end",
    "local x <close> = setmetatable({}, {__close = function() while true do end end}) "
    "error('x')",
    "while true do local c = coroutine.create(function() local x <close> = "
    "setmetatable({}, "
    "{__close = function() while true do end end}) coroutine.yield() end) "
    "coroutine.resume(c) "
    "coroutine.close(c) end",
    "return string.find(('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(30))",
    "return string.find(('a'):rep(200000), ('.-'):rep(50) .. 'b')",
    "return #string.gsub(('a'):rep(300000), 'a*b', '')",
    "while true do table.sort({3, 2, 1, 4}, function(a, b) return a < b end) end",
    "table.sort(setmetatable({}, {__len = function() return 1 << 30 end}), tonumber)",
    "while true do string.gsub('aaaa', 'a', function() while true do end end) end",
    "local t = setmetatable({}, {__index = function(t, k) while true do end end}) "
    "return t.x",
    "while true do pcall(load, function() while true do end end) end",
    "return load(function() return 'x = 1 ' end)",
    "table.concat(setmetatable({}, {__len = function() return 1 << 40 end, __index = "
    "function() return '' end}))",
    "table.move({}, 1, 1 << 45, 2)",
    "::top:: goto top",
    "local function f() return f() end f()",
    "for _ in function() return 1 end do end",
    "repeat local ok = pcall(error) until false",
    "return tostring(setmetatable({}, {__tostring = function() while true do end "
    "end}))",
    "return setmetatable({}, {__eq = function() while true do end end}) == "
    "setmetatable({}, {})"};

enum { COUNT = sizeof endless / sizeof *endless };

typedef struct killer {
  struct vm *vm;
  uint64_t epoch;
  int stop;
} killer;

/* Kills as soon as the run has begun and has allocated or not, it does not
 * matter: at every moment a kill must work. */
static void *kill_when_running(void *data) {
  killer *k = data;
  while (epoch() < k->epoch) sched_yield();
  for (int i = 0; i < 1000; i++) sched_yield();
  shim_vm_kill(k->vm, k->epoch, LUAVM_TIMEOUT);
  return NULL;
}

static luavm_result *run_killed(struct vm *v, const char *source) {
  killer k = {v, epoch() + 1, 0};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, kill_when_running, &k), 0);
  luavm_result *r = run(v, source);
  pthread_join(thread, NULL);
  return r;
}

static void one_kill_ends_every_endless_script(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  for (int i = 0; i < COUNT; i++) {
    luavm_result *r = run_killed(v, endless[i]);
    if (r->status != LUAVM_TIMEOUT && r->status != LUAVM_MEMORY)
      fail_msg("status %d: %s %s", r->status, endless[i], r->message.data);
    assert_true(r->traceback.length > 0);
    done(r);
    answers(v);
  }
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

static void a_kill_reaches_the_compiler(void **state) {
  (void)state;
  enum { SIZE = 40 << 20 };
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(2048));
  char *source = malloc(SIZE);
  for (int i = 0; i < SIZE; i += 4) memcpy(source + i, "a=a\n", 4);
  killer k = {v, epoch() + 1, 0};
  pthread_t thread;
  pthread_create(&thread, NULL, kill_when_running, &k);
  luavm_result *r = run_with(v, source, SIZE, (run_options){0});
  pthread_join(thread, NULL);
  assert_int_equal(r->status, LUAVM_TIMEOUT);
  done(r);
  free(source);
  answers(v);
  shim_vm_close(v);
}

static void a_late_kill_misses_the_next_run(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  uint64_t old = epoch() + 1;
  answers(v);
  shim_vm_kill(v, old, LUAVM_TIMEOUT);
  expect(v, "for i = 1, 1000 do end", LUAVM_OK);
  shim_vm_begin(v, INT64_MAX, epoch() + 5);
  shim_vm_kill(v, old, LUAVM_TIMEOUT);
  assert_int_equal(shim_vm_end(v), 0);
  shim_vm_close(v);
}

static void fuel_is_exact_and_the_same_everywhere(void **state) {
  (void)state;
  const char *source =
      "local t = {} for i = 1, 500 do t[#t + 1] = ('x'):rep(i) end "
      "table.sort(t, function(a, b) return #a > #b end) return "
      "table.concat(t):find('y')";
  struct vm *a = open_vm(LUAVM_PROFILE_STANDARD), *b = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *first = run(a, source), *second = run(b, source);
  assert_int_equal(first->status, LUAVM_OK);
  assert_int_equal(first->usage.fuel, second->usage.fuel);
  int64_t spent = (int64_t)first->usage.fuel;
  luavm_result *enough =
      run_with(a, source, strlen(source), (run_options){.fuel = spent});
  luavm_result *short_by_one =
      run_with(a, source, strlen(source), (run_options){.fuel = spent - 1});
  assert_int_equal(enough->status, LUAVM_OK);
  assert_int_equal(short_by_one->status, LUAVM_FUEL);
  done(first), done(second), done(enough), done(short_by_one);
  shim_vm_close(a);
  shim_vm_close(b);
}

static void a_look_up_is_paid_for_by_the_length_of_its_chain(void **state) {
  (void)state;
  static const char source[] =
      "local t = {} for i = 1, 1000 do t = setmetatable({}, {__index = t, __newindex = "
      "t}) "
      "end for i = 1, 100 do local _ = t.nope t.x = nil end";
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *r = run(v, source);
  assert_int_equal(r->status, LUAVM_OK);
  assert_true(r->usage.fuel >= 2 * 100 * 999);
  done(r);
  shim_vm_close(v);
}

static void spent_fuel_ends_every_endless_script(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  for (int i = 0; i < COUNT; i++) {
    luavm_result *r =
        run_with(v, endless[i], strlen(endless[i]), (run_options){.fuel = 100000});
    if (r->status != LUAVM_FUEL && r->status != LUAVM_MEMORY)
      fail_msg("status %d: %s %s", r->status, endless[i], r->message.data);
    done(r);
  }
  answers(v);
  shim_vm_close(v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(one_kill_ends_every_endless_script),
      TEST(a_kill_reaches_the_compiler),
      TEST(a_late_kill_misses_the_next_run),
      TEST(fuel_is_exact_and_the_same_everywhere),
      TEST(a_look_up_is_paid_for_by_the_length_of_its_chain),
      TEST(spent_fuel_ends_every_endless_script),
  };
  return RUN_TESTS("kill", tests);
}
