/* Stops that come late, twice or in the middle, and what they leave behind. */
#include <pthread.h>
#include <stdlib.h>

#include "meter.h"
#include "run.h"

typedef struct hammer {
  struct vm *vm;
  int stop;
} hammer;

/* What a killer of an earlier run may still store: the meter comes first. */
static void *store_stale_stops(void *data) {
  hammer *h = data;
  meter *m = (meter *)h->vm;
  while (!__atomic_load_n(&h->stop, __ATOMIC_RELAXED))
    __atomic_store_n(&m->stop, INT64_MIN, __ATOMIC_SEQ_CST);
  return NULL;
}

static void a_stop_meant_for_an_earlier_run_takes_nothing_from_this_one(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  hammer h = {v, 0};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, store_stale_stops, &h), 0);
  int wrong = 0;
  for (int i = 0; i < 500; i++) {
    luavm_result *r = run(v,
                          "local t = {} for i = 1, 200 do t[i] = {i} end "
                          "return t, ('x'):rep(5000)");
    wrong += r->status != LUAVM_OK || r->value_count != 2;
    done(r);
  }
  __atomic_store_n(&h.stop, 1, __ATOMIC_RELAXED);
  pthread_join(thread, NULL);
  assert_int_equal(wrong, 0);
  answers(v);
  shim_vm_close(v);
}

static luavm_result *run_begun(struct vm *v, const char *source) {
  shim_run eval = {.text = source,
                   .length = strlen(source),
                   .chunk_name = "@test.lua",
                   .output_bytes = 1000,
                   .result_bytes = 1000};
  luavm_result *r = NULL;
  shim_vm_run(v, &eval, &r);
  assert_non_null(r);
  assert_int_equal(shim_vm_publish(v, r), 1);
  return r;
}

static void a_kill_between_begin_and_eval_lets_nothing_run(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  uint64_t mine = epoch() + 1000;
  shim_vm_begin(v, INT64_MAX, mine);
  shim_vm_kill(v, mine, LUAVM_CANCELLED);
  luavm_result *r = run_begun(v, "print('ran')");
  assert_int_equal(r->status, LUAVM_CANCELLED);
  assert_int_equal(r->output.length, 0);
  done(r);
  answers(v);
  shim_vm_close(v);
}

static void of_two_kills_the_first_gives_the_status(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  uint64_t mine = epoch() + 1000;
  shim_vm_begin(v, INT64_MAX, mine);
  shim_vm_kill(v, mine, LUAVM_CLOSED);
  shim_vm_kill(v, mine, LUAVM_TIMEOUT);
  luavm_result *r = run_begun(v, "while true do end");
  assert_int_equal(r->status, LUAVM_CLOSED);
  done(r);
  shim_vm_close(v);
}

static void fuel_that_ends_in_the_compiler_is_fuel(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  const char *source = "local a = 1 local b = 2 local c = a + b return a, b, c";
  for (int64_t fuel = 1; fuel < 20; fuel++) {
    luavm_result *r = run_with(v, source, strlen(source), (run_options){.fuel = fuel});
    assert_int_equal(r->status, LUAVM_FUEL);
    done(r);
  }
  answers(v);
  shim_vm_close(v);
}

/* The coroutine that had resumed A is collected before A is closed. */
static void a_kill_in_coroutine_close_does_not_look_at_who_resumed_it_once(
    void **state) {
  (void)state;
  const char *source =
      "local A\n"
      "do\n"
      "  local X = coroutine.create(function()\n"
      "    A = coroutine.create(function()\n"
      "      local x <close> = setmetatable({}, {__close = function()\n"
      "        while true do end end})\n"
      "      coroutine.yield()\n"
      "    end)\n"
      "    coroutine.resume(A)\n"
      "  end)\n"
      "  coroutine.resume(X)\n"
      "end\n"
      "for i = 1, 5 do collectgarbage() end\n"
      "coroutine.close(A)";
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  luavm_result *r = run_with(v, source, strlen(source), (run_options){.fuel = 1000000});
  assert_int_equal(r->status, LUAVM_FUEL);
  assert_non_null(strstr(r->traceback.data, "test.lua:6:"));
  assert_non_null(strstr(r->traceback.data, "test.lua:14: in main chunk"));
  done(r);
  answers(v);
  shim_vm_close(v);
}

static uint64_t settled(struct vm *v) {
  expect(v, "for i = 1, 24 do collectgarbage() end", LUAVM_OK);
  return used(v);
}

/* A catch without a branch after it goes on for a while: long enough here for
 * the collector to finalize the buffer that string.gsub had left open. */
static char *kill_then_collect(void) {
  static const char head[] =
      "local s = ('x'):rep(20000)\n"
      "local function deep(n) if n > 0 then return 1 + deep(n - 1) end return 0 end\n"
      "local function nest() return (string.gsub(s, 'x$', function()\n"
      "  while true do end end)) end\n"
      "local function f(...)\n"
      "local t for i = 1, 20 do collectgarbage() end deep(30) pcall(nest)\n";
  enum { LINES = 5000 };
  char *source = malloc(sizeof head + LINES * 8 + 1000), *at = source;
  at = stpcpy(at, head);
  for (int i = 0; i < LINES; i++) at = stpcpy(at, "t={...}\n");
  at = stpcpy(at, "end f(1");
  for (int i = 0; i < 200; i++) at = stpcpy(at, ",1");
  strcpy(at, ")");
  return source;
}

static void a_killed_script_keeps_no_buffer_of_the_library(void **state) {
  (void)state;
  struct vm *v = open_vm(LUAVM_PROFILE_STANDARD);
  char *source = kill_then_collect();
  uint64_t first = 0;
  for (int i = 0; i < 5; i++) {
    luavm_result *r =
        run_with(v, source, strlen(source), (run_options){.fuel = 1000000});
    assert_int_equal(r->status, LUAVM_FUEL);
    done(r);
    if (i == 0) first = settled(v);
  }
  assert_true(settled(v) < first + 1024);
  free(source);
  shim_vm_close(v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_stop_meant_for_an_earlier_run_takes_nothing_from_this_one),
      TEST(a_kill_between_begin_and_eval_lets_nothing_run),
      TEST(of_two_kills_the_first_gives_the_status),
      TEST(fuel_that_ends_in_the_compiler_is_fuel),
      TEST(a_kill_in_coroutine_close_does_not_look_at_who_resumed_it_once),
      TEST(a_killed_script_keeps_no_buffer_of_the_library),
  };
  return RUN_TESTS("stop", tests);
}
