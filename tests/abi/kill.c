/* What a script does to prevent its end does not: each of these is stopped with
 * its traceback, within its memory, by every kind of kill. */
#include "abi.h"

typedef struct trap {
  const char *name;
  const char *source;
} trap;

static const trap traps[] = {
    {"a loop", "while true do end"},
    {"a goto", "::top:: goto top"},
    {"pcall", "while true do pcall(function() while true do end end) end"},
    {"an xpcall handler",
     "local function h() while true do end end "
     "while true do xpcall(function() while true do end end, h) end"},
    {"an error in an xpcall handler",
     "local function h() error('again') end while true do xpcall(error, h) end"},
    {"a coroutine",
     "while true do local c = coroutine.create(function() while true do end end) "
     "coroutine.resume(c) end"},
    {"coroutine.wrap in coroutine.wrap",
     "local function f(n) if n == 50 then while true do end end "
     "coroutine.wrap(f)(n + 1) end f(0)"},
    {"coroutine.close",
     "while true do local c = coroutine.create(function() "
     "local x <close> = setmetatable({}, {__close = function() while true do end end}) "
     "coroutine.yield() end) coroutine.resume(c) coroutine.close(c) end"},
    {"__close",
     "local function f() local x <close> = setmetatable({}, {__close = function() "
     "while true do end end}) error('x') end while true do pcall(f) end"},
    {"__close of a killed block",
     "do local x <close> = setmetatable({}, "
     "{__close = function() while true do end end}) "
     "while true do end end"},
    {"__index",
     "local t = setmetatable({}, {__index = function() while true do end end}) "
     "while true do pcall(function() return t.x end) end"},
    {"a backtracking pattern",
     "return string.find(('a'):rep(1e5), ('.-'):rep(50) .. 'b')"},
    {"gsub over and over", "while true do ('x'):rep(1000):gsub('.', '%0%0') end"},
    {"a frontier of matches",
     "return (('a'):rep(3e5)):match('(a*)*b' .. ('a?'):rep(30))"},
    {"plain find",
     "local s = ('a'):rep(2e6) while true do s:find(('a'):rep(1e6)..'b',1,true) end"},
    {"load with an endless reader", "return load(function() return ' ' end)"},
    {"a comparison in sort",
     "local function f() while true do end end "
     "while true do pcall(table.sort, {3, 1, 2}, f) end"},
    {"table.concat of much",
     "local t = setmetatable({}, {__index = function() return '' end, "
     "__len = function() return 1 << 40 end}) table.concat(t)"},
    {"table.move of much",
     "local t = setmetatable({}, {__index = function() end, "
     "__newindex = function() end}) table.move(t, 1, 1 << 40, 2)"},
    {"empty repetitions", "while true do (''):rep(1 << 62) end"},
    {"tostring",
     "local t = setmetatable({}, {__tostring = function() while true do end end}) "
     "while true do pcall(print, t) end"},
    {"an iterator", "for _ in function() return 1 end do end"},
    {"a chain of tail calls", "local function f() return f() end f()"},
};

static void each_trap(const luavm_vm_options *options, luavm_status status) {
  luavm_vm vm = vm_make(options);
  for (size_t i = 0; i < COUNT(traps); i++) {
    luavm_result *result = eval(vm, traps[i].source, NULL);
    if (result->status != status)
      fail_msg("%s: %s, not %s: %s", traps[i].name, luavm_status_name(result->status),
               luavm_status_name(status), result->message.data);
    if (strstr(result->traceback.data, "script") == NULL)
      fail_msg("%s: no traceback: \"%s\"", traps[i].name, result->traceback.data);
    assert_true(result->usage.memory_peak_bytes <= MIB(16));
    release(result);
    expect_answer(vm);
  }
  assert_true(memory_of(vm).peak_bytes <= MIB(16));
  vm_end(vm);
}

static void no_trap_outlives_its_time(void **state) {
  (void)state;
  each_trap(VM_OPTIONS(.wall_ms = 100), LUAVM_TIMEOUT);
}

static void no_trap_outlives_its_fuel(void **state) {
  (void)state;
  each_trap(VM_OPTIONS(.wall_ms = 60000, .fuel = 3000000), LUAVM_FUEL);
}

static void the_traceback_starts_at_the_innermost_frame(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.wall_ms = 100));
  luavm_result *result = eval(vm,
                              "local function inner()\n  while true do end\nend\n"
                              "local function outer()\n  pcall(inner)\nend\nouter()",
                              NULL);
  assert_result(result, LUAVM_TIMEOUT);
  const char *first = strstr(result->traceback.data, "script:2");
  const char *second = strstr(result->traceback.data, "script:5");
  const char *third = strstr(result->traceback.data, "script:7");
  assert_true(first != NULL && second != NULL && third != NULL);
  assert_true(first < second && second < third);
  assert_int_equal(result->line, 2);
  assert_text(&result->source, "script");
  release(result);
  vm_end(vm);
}

/* Each level catches the overflow of those below and starts again: on top of the
 * C stack, or of a Lua stack that grows until memory ends. */
static void a_tree_of_calls_as_deep_as_the_c_stack_ends(void **state) {
  (void)state;
  static const char *const trees[] = {
      "local function f(n) while true do pcall(f, n + 1) end end f(0)",
      "local function f() pcall(f) pcall(f) end f()",
      "local function f() string.gsub('aaa', 'a', function() pcall(f) end) end f()",
      "local function f() table.sort({3, 1, 2}, function() pcall(f) end) end f()",
      "local function f() coroutine.wrap(function() pcall(f) pcall(f) end)() end f()",
  };
  luavm_vm vm = vm_make(VM_OPTIONS(.wall_ms = 60000));
  for (size_t i = 0; i < COUNT(trees); i++) {
    luavm_result *result = eval(vm, trees[i], NULL);
    if (result->status != LUAVM_MEMORY) assert_int_equal(result->status, LUAVM_RUNTIME);
    if (result->status == LUAVM_RUNTIME)
      assert_non_null(strstr(result->message.data, "C stack overflow"));
    release(result);
    expect_answer(vm);
  }
  vm_end(vm);
}

static void an_overflow_caught_at_the_top_may_be_repeated(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result =
      eval(vm,
           "local function f() return (string.gsub('a', 'a', f)) end "
           "local n = 0 for i = 1, 3000 do "
           "local ok, e = pcall(f) "
           "if not ok and e:find('C stack overflow') then n = n + 1 end "
           "end return n",
           NULL);
  assert_int_equal(result->status, LUAVM_OK);
  assert_int_equal(result->values[0].as.integer, 3000);
  release(result);
  vm_end(vm);
}

static void endless_recursion_is_the_scripts_error(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(256)));
  luavm_result *result =
      eval(vm, "local function f() return 1 + f() end return f()", NULL);
  assert_result(result, LUAVM_RUNTIME);
  assert_true(result->traceback.length > 0);
  assert_true(result->traceback.length < KIB(64));
  release(result);
  expect(vm, LUAVM_RUNTIME, "local s = 'x' s:gsub('x', function(c) error(c) end)");
  expect(vm, LUAVM_OK,
         "return pcall(function() local function f() f() return 1 end f() end)");
  vm_end(vm);
}

static void the_output_before_a_kill_is_kept(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.wall_ms = 50));
  luavm_result *result = eval(vm, "print('so far') while true do end", NULL);
  assert_result(result, LUAVM_TIMEOUT);
  assert_text(&result->output, "so far\n");
  release(result);
  vm_end(vm);
}

static void a_kill_leaves_the_kept_environment_usable(void **state) {
  (void)state;
  const luavm_eval_options *keep =
      EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT, .fuel = 10000);
  luavm_vm vm = vm_make(NULL);
  expect_with(vm, LUAVM_FUEL, "n = 0 while true do n = n + 1 end", keep);
  expect_with(vm, LUAVM_OK, "assert(n > 100) n = 1", keep);
  expect_with(vm, LUAVM_OK, "assert(n == 1)", keep);
  vm_end(vm);
}

static void a_source_may_be_killed_while_it_compiles(void **state) {
  (void)state;
  static const char line[] = "x = {1, 'a', y}\n";
  const size_t count = 200000, length = count * (sizeof line - 1);
  char *source = malloc(length);
  for (size_t i = 0; i < count; i++)
    memcpy(source + i * (sizeof line - 1), line, sizeof line - 1);
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(100)));
  const luavm_eval_options *limits[] = {EVAL_OPTIONS(.fuel = 1),
                                        EVAL_OPTIONS(.wall_ms = 1)};
  static const luavm_status want[] = {LUAVM_FUEL, LUAVM_TIMEOUT};
  for (size_t i = 0; i < 2; i++) {
    luavm_result *result = eval_bytes(vm, source, length, limits[i]);
    assert_result(result, want[i]);
    release(result);
    expect_answer(vm);
  }
  vm_end(vm);
  static const uint32_t flags[] = {0, LUAVM_VM_MEMORY_CATCHABLE};
  for (size_t i = 0; i < COUNT(flags); i++) {
    vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(1), .flags = flags[i]));
    luavm_result *result = eval_bytes(vm, source, length, NULL);
    assert_result(result, LUAVM_MEMORY);
    release(result);
    expect_answer(vm);
    vm_end(vm);
  }
  free(source);
}

static void a_thousand_kills_leave_nothing_behind(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.fuel = 2000));
  expect(vm, LUAVM_FUEL, traps[6].source);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  uint64_t used = memory_of(vm).used_bytes;
  for (int i = 0; i < 1000; i++) expect(vm, LUAVM_FUEL, traps[(size_t)i % 11].source);
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL), LUAVM_OK);
  assert_true(memory_of(vm).used_bytes < used + KIB(4));
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(no_trap_outlives_its_time),
      TEST(no_trap_outlives_its_fuel),
      TEST(the_traceback_starts_at_the_innermost_frame),
      TEST(a_tree_of_calls_as_deep_as_the_c_stack_ends),
      TEST(an_overflow_caught_at_the_top_may_be_repeated),
      TEST(endless_recursion_is_the_scripts_error),
      TEST(the_output_before_a_kill_is_kept),
      TEST(a_kill_leaves_the_kept_environment_usable),
      TEST(a_source_may_be_killed_while_it_compiles),
      TEST(a_thousand_kills_leave_nothing_behind),
  };
  return RUN("kill", tests);
}
