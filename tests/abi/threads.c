/* One VM at a time per thread, any thread at any time; stops from outside; small
 * stacks. Threads note what they saw, the tests judge it after joining. */
#include "abi.h"

#include <pthread.h>
#include <time.h>

/* Holds a megabyte, so that another thread can see it has begun. */
#define ENDLESS                   \
  "local s = ('x'):rep(1 << 20) " \
  "while true do pcall(function() while true do end end) end"

typedef struct job {
  pthread_t thread;
  luavm_vm vm;
  const char *source;
  luavm_status status;
  luavm_result *result;
} job;

static void *run_job(void *at) {
  job *j = at;
  j->status = vm_eval(j->vm, j->source, strlen(j->source),
                      EVAL_OPTIONS(.wall_ms = LUAVM_UNLIMITED), &j->result);
  return NULL;
}

static void pause_ms(long ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

/* Starts an eval that never ends by itself and waits until it runs. */
static void job_start(job *j, luavm_vm vm) {
  *j = (job){.vm = vm, .source = ENDLESS, .status = -1};
  assert_int_equal(pthread_create(&j->thread, NULL, run_job, j), 0);
  while (memory_of(vm).used_bytes < MIB(1)) pause_ms(1);
}

static void job_ends(job *j, luavm_status status) {
  assert_int_equal(pthread_join(j->thread, NULL), 0);
  assert_status(j->status, status);
  assert_non_null(j->result);
  assert_result(j->result, status);
  assert_true(j->result->message.length > 0);
  assert_int_equal(j->result->value_count, 0);
  release(j->result);
}

static void a_second_caller_is_busy_at_once(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  job j;
  job_start(&j, vm);
  luavm_result *result = eval(vm, "return 1", NULL);
  assert_result(result, LUAVM_BUSY);
  release(result);
  int64_t figure = 5;
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, &figure), LUAVM_BUSY);
  assert_true(figure == 0);
  assert_status(vm_reset(vm), LUAVM_BUSY);
  assert_status(vm_interrupt(vm), LUAVM_OK);
  job_ends(&j, LUAVM_CANCELLED);
  expect_answer(vm);
  vm_end(vm);
}

static void an_interrupt_stops_what_runs_and_only_that(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL), other = vm_make(NULL);
  for (int i = 0; i < 20; i++) {
    job j;
    job_start(&j, vm);
    expect_answer(other);
    assert_status(vm_interrupt(vm), LUAVM_OK);
    assert_status(vm_interrupt(vm), LUAVM_OK);
    job_ends(&j, LUAVM_CANCELLED);
    expect_answer(vm);
    assert_status(vm_reset(vm), LUAVM_OK);
  }
  vm_end(other);
  vm_end(vm);
}

static void a_freed_vm_closes_its_eval(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    luavm_vm vm = vm_make(NULL);
    job j;
    job_start(&j, vm);
    assert_status(vm_free(vm), LUAVM_OK);
    assert_status(vm_free(vm), LUAVM_HANDLE);
    assert_status(vm_interrupt(vm), LUAVM_HANDLE);
    luavm_result *result = eval(vm, "return 1", NULL);
    assert_result(result, LUAVM_HANDLE);
    release(result);
    job_ends(&j, LUAVM_CLOSED);
  }
}

static void counters_can_be_read_while_a_script_runs(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  job j;
  job_start(&j, vm);
  for (int i = 0; i < 1000; i++) {
    luavm_memory memory = memory_of(vm);
    assert_in_range(memory.used_bytes, MIB(1), MIB(16));
    assert_int_equal(memory.limit_bytes, MIB(16));
    assert_true(stats().memory_bytes >= MIB(1));
  }
  assert_status(vm_interrupt(vm), LUAVM_OK);
  job_ends(&j, LUAVM_CANCELLED);
  vm_end(vm);
}

enum { CROWD = 64, TURNS = 40 };

static void *live_alone(void *at) {
  int *mistakes = at;
  for (int i = 0; i < TURNS; i++) {
    luavm_vm vm = 0;
    luavm_result *result = NULL;
    if (vm_new(VM_OPTIONS(.memory_bytes = MIB(2), .fuel = 100000), &vm, NULL) !=
        LUAVM_OK)
      ++*mistakes;
    static const char *const sources[] = {"return 1+1", "while true do end",
                                          "return ('x'):rep(1 << 28)", "error('x')"};
    static const luavm_status want[] = {LUAVM_OK, LUAVM_FUEL, LUAVM_MEMORY,
                                        LUAVM_RUNTIME};
    for (int s = 0; s < 4; s++) {
      luavm_status got = vm_eval(vm, sources[s], strlen(sources[s]), NULL, &result);
      if (got != want[s] || result == NULL || result->status != got) ++*mistakes;
      if (vm_result_free(result) != LUAVM_OK) ++*mistakes;
    }
    if (vm_free(vm) != LUAVM_OK) ++*mistakes;
  }
  return NULL;
}

static void sixty_four_threads_have_their_own_vms(void **state) {
  (void)state;
  pthread_t threads[CROWD];
  int mistakes[CROWD] = {0};
  for (int i = 0; i < CROWD; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, live_alone, &mistakes[i]), 0);
  for (int i = 0; i < CROWD; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < CROWD; i++) assert_int_equal(mistakes[i], 0);
}

typedef struct shared {
  pthread_t thread;
  luavm_vm vm;
  int answered, busy, wrong;
} shared;

static void *live_together(void *at) {
  shared *s = at;
  for (int i = 0; i < 500; i++) {
    luavm_result *result = NULL;
    luavm_status status = vm_eval(s->vm, "return 1+1", 10, NULL, &result);
    if (status == LUAVM_OK && result != NULL && result->values[0].as.integer == 2)
      s->answered++;
    else if (status == LUAVM_BUSY)
      s->busy++;
    else
      s->wrong++;
    if (vm_result_free(result) != LUAVM_OK) s->wrong++;
  }
  return NULL;
}

static void one_vm_among_eight_threads_answers_or_is_busy(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  shared s[8];
  int answered = 0;
  for (int i = 0; i < 8; i++) {
    s[i] = (shared){.vm = vm};
    assert_int_equal(pthread_create(&s[i].thread, NULL, live_together, &s[i]), 0);
  }
  for (int i = 0; i < 8; i++) {
    pthread_join(s[i].thread, NULL);
    assert_int_equal(s[i].wrong, 0);
    answered += s[i].answered;
  }
  assert_true(answered > 0);
  expect_answer(vm);
  vm_end(vm);
}

static void *free_at_random(void *at) {
  luavm_vm *vm = at;
  pause_ms((long)(*vm % 3));
  vm_free(*vm);
  return NULL;
}

static void a_free_may_race_with_evals(void **state) {
  (void)state;
  for (int i = 0; i < 200; i++) {
    luavm_vm vm = vm_make(NULL);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, free_at_random, &vm), 0);
    luavm_status status;
    do {
      luavm_result *result = eval(vm, "for i = 1, 1000 do end return 1", NULL);
      status = result->status;
      release(result);
    } while (status == LUAVM_OK);
    if (status != LUAVM_CLOSED) assert_status(status, LUAVM_HANDLE);
    pthread_join(thread, NULL);
  }
}

typedef struct small {
  size_t stack_bytes;
  const char *source;
  luavm_status status, made, gc, freed;
  int has_result;
} small;

static void *run_small(void *at) {
  small *s = at;
  luavm_vm vm = 0;
  luavm_result *result = NULL;
  s->made = vm_new(VM_OPTIONS(.memory_bytes = MIB(256)), &vm, NULL);
  s->status = vm_eval(vm, s->source, strlen(s->source), NULL, &result);
  s->has_result = result != NULL && result->status == s->status;
  s->gc = vm_gc(vm, LUAVM_GC_COLLECT, 0, NULL);
  s->freed = vm_free(vm);
  vm_result_free(result);
  return NULL;
}

static small on_a_stack_of(size_t bytes, const char *source) {
  small s = {.stack_bytes = bytes, .source = source};
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  assert_int_equal(pthread_attr_setstacksize(&attributes, bytes), 0);
  assert_int_equal(pthread_create(&thread, &attributes, run_small, &s), 0);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  assert_status(s.made, LUAVM_OK);
  assert_status(s.gc, LUAVM_OK);
  assert_status(s.freed, LUAVM_OK);
  assert_true(s.has_result);
  return s;
}

static void a_small_stack_is_unsupported(void **state) {
  (void)state;
  static const size_t stacks[] = {KIB(128), KIB(192), KIB(256), KIB(384), KIB(512)};
  for (size_t i = 0; i < COUNT(stacks); i++)
    assert_status(on_a_stack_of(stacks[i], "return 1").status, LUAVM_UNSUPPORTED);
}

static void the_deepest_script_fits_any_stack_it_may_run_on(void **state) {
  (void)state;
  static const char *const deep[] = {
      "return 1",
      "local s = ('('):rep(190) .. '1' .. (')'):rep(190) return load('return ' .. s)()",
      "local function f() return (('x'):gsub('x', f)) end return pcall(f)",
      "local function f() return 1 + f() end return pcall(f)",
      "local function f(n) return coroutine.wrap(f)(n + 1) end return pcall(f, 1)",
      "return string.find(('a'):rep(50), ('.-'):rep(190))",
      "return string.match(('a'):rep(150), ('(a)'):rep(30) .. ('a?'):rep(150))",
      "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) "
      "return pcall(function() return t[1] end)",
      "local function f(a, b) table.sort({3, 2, 1}, f) return a < b end "
      "return pcall(f, 1, 2)",
      "local t = setmetatable({}, {__tostring = function(t) return tostring(t) end}) "
      "return pcall(tostring, t)",
      "local s = 'return ' for i = 1, 180 do s = s .. 'function() return ' end "
      "return load(s .. '1' .. (' end'):rep(180)) ~= nil",
      "local t = {} for i = 1, 10000 do t = {t} end return t"};
  for (uint64_t kib = 1024; kib >= 512; kib -= 32) {
    for (size_t i = 0; i < COUNT(deep); i++) {
      luavm_status status = on_a_stack_of(KIB(kib), deep[i]).status;
      if (status == LUAVM_UNSUPPORTED && kib < 1024) continue;
      if (status != LUAVM_OK) fail_msg("%s: %s", deep[i], luavm_status_name(status));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_second_caller_is_busy_at_once),
      TEST(an_interrupt_stops_what_runs_and_only_that),
      TEST(a_freed_vm_closes_its_eval),
      TEST(counters_can_be_read_while_a_script_runs),
      TEST(sixty_four_threads_have_their_own_vms),
      TEST(one_vm_among_eight_threads_answers_or_is_busy),
      TEST(a_free_may_race_with_evals),
      TEST(a_small_stack_is_unsupported),
      TEST(the_deepest_script_fits_any_stack_it_may_run_on),
  };
  return RUN("threads", tests);
}
