/* Opening and closing VMs: every profile, every shortage. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "native.h"

static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                    LUAVM_PROFILE_TRUSTED};

static void every_profile_opens_answers_and_closes_with_nothing_left(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(profiles); i++) {
    struct vm *v = vm_make(profiles[i], 0, MIB(1));
    assert_true(account_used() > 0);
    expect_answer(v);
    vm_end(v);
    assert_int_equal(account_used(), 0);
    assert_int_equal(shim_block_live(), 0);
  }
}

static void every_profile_closes_unused_with_nothing_left(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(profiles); i++) {
    shim_vm_close(vm_make(profiles[i], 0, MIB(1)));
    assert_int_equal(account_used(), 0);
  }
}

static void a_fresh_vm_reports_its_limits_and_no_history(void **state) {
  (void)state;
  struct vm *v = vm_make(LUAVM_PROFILE_STANDARD, 0, MIB(1));
  luavm_memory m;
  shim_vm_memory(v, &m);
  assert_int_equal(m.limit_bytes, MIB(1));
  assert_int_equal(m.soft_bytes, MIB(1) / 4 * 3);
  assert_int_equal(m.refused_count, 0);
  assert_int_equal(m.gc_count, 0);
  assert_true(m.used_bytes > 0 && m.used_bytes <= m.peak_bytes);
  assert_true(m.system_bytes >= m.used_bytes);
  shim_vm_close(v);
}

#ifndef ARENA_SYSTEM
static void an_idle_standard_vm_counts_at_most_24_kib(void **state) {
  (void)state;
  struct vm *v = vm_make(LUAVM_PROFILE_STANDARD, 0, LUAVM_MEMORY_MIN);
  assert_true(vm_used(v) <= KIB(24));
  expect_answer(v);
  assert_true(used_after_gc(v) <= KIB(24));
  vm_end(v);
}
#endif

static void the_smallest_memory_limit_runs_a_script(void **state) {
  (void)state;
  struct vm *v = vm_make(LUAVM_PROFILE_STANDARD, 0, LUAVM_MEMORY_MIN);
  expect_true(v, "local t = {} for i = 1, 100 do t[i] = i .. '' end return #t == 100");
  vm_end(v);
}

/* With every limit up to what it takes, so that each allocation fails once. */
static void a_vm_that_does_not_fit_its_limit_is_refused_as_memory(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(profiles); i++) {
    struct vm *v = NULL;
    for (size_t limit = 0; v == NULL; limit += 61) {
      shim_options options = {profiles[i], 0, limit, limit};
      int32_t status = -1;
      v = shim_vm_open(&options, &status);
      assert_true(limit < LUAVM_MEMORY_MIN);
      assert_int_equal(status, v == NULL ? LUAVM_MEMORY : LUAVM_OK);
      if (v == NULL) assert_int_equal(account_used(), 0);
    }
    shim_vm_close(v);
  }
}

static void a_vm_that_does_not_fit_the_quota_is_refused_as_quota(void **state) {
  (void)state;
  shim_options options = {LUAVM_PROFILE_STANDARD, 0, MIB(16), MIB(12)};
  int32_t status = -1;
  shim_account_limit(0);
  assert_null(shim_vm_open(&options, &status));
  assert_int_equal(status, LUAVM_QUOTA);
  shim_account_limit(KIB(64) * 3);
  struct vm *open[8] = {NULL};
  size_t count = 0;
  while ((open[count] = shim_vm_open(&options, &status)) != NULL) count++;
  assert_int_equal(status, LUAVM_QUOTA);
  assert_in_range(count, 1, 3);
  assert_true(account_used() <= KIB(64) * 3);
  shim_vm_close(open[0]);
  open[0] = shim_vm_open(&options, &status);
  assert_non_null(open[0]);
  while (count > 0) shim_vm_close(open[--count]);
}

static void many_vms_live_side_by_side(void **state) {
  (void)state;
  struct vm *open[100];
  for (size_t i = 0; i < COUNT(open); i++)
    open[i] = vm_make(profiles[i % COUNT(profiles)], 0, MIB(1));
  for (size_t i = 0; i < COUNT(open); i++)
    expect_with(open[i], LUAVM_OK, "x = (x or 0) + 1 assert(x == 1)", LIMITS(.keep = true));
  for (size_t i = 0; i < COUNT(open); i += 2) shim_vm_close(open[i]);
  for (size_t i = 1; i < COUNT(open); i += 2) expect_answer(open[i]);
  for (size_t i = 1; i < COUNT(open); i += 2) vm_end(open[i]);
}

static void *open_run_close(void *argument) {
  size_t *wrong = argument;
  static const char source[] =
      "local t = {} for i = 1, 2000 do t[i] = {i, tostring(i)} end print(#t) return t";
  for (int i = 0; i < 30; i++) {
    shim_options options = {profiles[i % 3 == 0 ? 2 : 1], 0, MIB(4), MIB(3)};
    shim_eval run = {source, sizeof source - 1, "@thread", 1000, MIB(4), 0, 0, 0, 0};
    int32_t status;
    luavm_result *result = NULL;
    struct vm *v = shim_vm_open(&options, &status);
    if (v == NULL) return ++*wrong, NULL;
    shim_vm_begin(v, METER_FUEL_MAX, 1);
    if (shim_vm_eval(v, &run, &result) != LUAVM_OK || result->value_count != 1) ++*wrong;
    shim_vm_close(v);
    if (result->values[0].as.table->item_count != 2000) ++*wrong;
    if (shim_block_free(result, 1) != 1) ++*wrong;
  }
  return NULL;
}

static void threads_open_run_and_close_vms_at_once(void **state) {
  (void)state;
  pthread_t threads[4];
  size_t wrong[4] = {0};
  for (size_t i = 0; i < COUNT(threads); i++)
    assert_int_equal(pthread_create(&threads[i], NULL, open_run_close, &wrong[i]), 0);
  for (size_t i = 0; i < COUNT(threads); i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(wrong[i], 0);
  }
}

static int lowest_descriptor(void) {
  int fd = open("/dev/null", O_RDONLY);
  close(fd);
  return fd;
}

static void closing_a_trusted_vm_closes_the_files_it_left_open(void **state) {
  (void)state;
  int before = lowest_descriptor();
  struct vm *v = vm_make(LUAVM_PROFILE_TRUSTED, 0, MIB(1));
  expect_with(v, LUAVM_OK, "f = assert(io.open('/dev/null'))", LIMITS(.keep = true));
  assert_true(lowest_descriptor() > before);
  vm_end(v);
  assert_int_equal(lowest_descriptor(), before);
}

static void closing_a_trusted_vm_stops_finalizers_that_loop(void **state) {
  (void)state;
  struct vm *v = vm_make(LUAVM_PROFILE_TRUSTED, 0, MIB(1));
  expect_with(v, LUAVM_OK,
              "f = assert(io.open('/dev/null'))\n"
              "x = setmetatable({}, {__gc = function() while true do end end})",
              LIMITS(.keep = true));
  vm_end(v);
}

static void the_stack_left_shrinks_with_depth(void **state) {
  (void)state;
  volatile char room[4096];
  room[0] = 0;
  assert_true(shim_stack_left() > KIB(512) + (size_t)room[0]);
  assert_true(shim_stack_left() < MIB(1024));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(every_profile_opens_answers_and_closes_with_nothing_left),
      TEST(every_profile_closes_unused_with_nothing_left),
      TEST(a_fresh_vm_reports_its_limits_and_no_history),
#ifndef ARENA_SYSTEM
      TEST(an_idle_standard_vm_counts_at_most_24_kib),
#endif
      TEST(the_smallest_memory_limit_runs_a_script),
      TEST(a_vm_that_does_not_fit_its_limit_is_refused_as_memory),
      TEST(a_vm_that_does_not_fit_the_quota_is_refused_as_quota),
      TEST(many_vms_live_side_by_side),
      TEST(threads_open_run_and_close_vms_at_once),
      TEST(closing_a_trusted_vm_closes_the_files_it_left_open),
      TEST(closing_a_trusted_vm_stops_finalizers_that_loop),
      TEST(the_stack_left_shrinks_with_depth),
  };
  return RUN("open", tests);
}
