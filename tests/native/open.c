/* Opening and closing VMs: what every profile leaves, every shortage. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "run.h"

static const uint32_t profiles[] = {LUAVM_PROFILE_LOCKED, LUAVM_PROFILE_STANDARD,
                                    LUAVM_PROFILE_TRUSTED};

static void a_fresh_vm_reports_its_limits_and_no_history(void **state) {
  (void)state;
  struct vm *v = open_vm_with(LUAVM_PROFILE_STANDARD, 0, MIB(1));
  luavm_memory m;
  shim_vm_memory(v, &m);
  assert_int_equal(m.limit_bytes, MIB(1));
  assert_int_equal(m.soft_bytes, MIB(1) / 4 * 3);
  assert_int_equal(m.refused_count | m.gc_count, 0);
  assert_true(m.used_bytes > 0 && m.used_bytes <= m.peak_bytes);
  shim_vm_close(v);
  assert_int_equal(held(), 0);
}

/* Every limit up to the one that is enough, so that each allocation fails once. */
static void a_vm_that_does_not_fit_its_limit_is_refused_as_memory(void **state) {
  (void)state;
  for (int i = 0; i < 3; i++) {
    struct vm *v = NULL;
    for (uint64_t limit = 0; v == NULL; limit += 61) {
      shim_options options = {.profile = profiles[i],
                              .flags = 0,
                              .memory_bytes = limit,
                              .memory_soft_bytes = limit,
                              .handle = 1};
      int32_t status = -1;
      v = shim_vm_open(&options, &status);
      assert_int_equal(status, v == NULL ? LUAVM_MEMORY : LUAVM_OK);
      if (v == NULL) assert_int_equal(held(), 0);
    }
    shim_vm_close(v);
  }
}

static void a_vm_closed_makes_room_in_the_quota_for_another(void **state) {
  (void)state;
  shim_options options = {.profile = LUAVM_PROFILE_STANDARD,
                          .flags = 0,
                          .memory_bytes = MIB(16),
                          .memory_soft_bytes = MIB(12),
                          .handle = 1};
  struct vm *open[8] = {NULL};
  int32_t status = -1;
  int count = 0;
  shim_account_limit(3 * 65536);
  while (count < 8 && (open[count] = shim_vm_open(&options, &status)) != NULL) count++;
  assert_int_equal(status, LUAVM_QUOTA);
  assert_in_range(count, 1, 3);
  shim_vm_close(open[0]);
  open[0] = shim_vm_open(&options, &status);
  assert_non_null(open[0]);
  while (count > 0) shim_vm_close(open[--count]);
  shim_account_limit(UINT64_MAX);
  assert_int_equal(held(), 0);
}

static void *open_run_close(void *data) {
  size_t *wrong = data;
  static const char source[] =
      "local t = {} for i = 1, 2000 do t[i] = {i} end return t";
  for (int i = 0; i < 30; i++) {
    shim_options options = {.profile = profiles[i % 3],
                            .flags = 0,
                            .memory_bytes = MIB(4),
                            .memory_soft_bytes = MIB(3),
                            .handle = 1};
    shim_run eval = {.text = source,
                     .length = sizeof source - 1,
                     .chunk_name = "@thread",
                     .result_bytes = MIB(4)};
    int32_t status;
    luavm_result *r = NULL;
    struct vm *v = shim_vm_open(&options, &status);
    if (v == NULL) return ++*wrong, NULL;
    shim_vm_begin(v, INT64_MAX, 1);
    if (shim_vm_run(v, &eval, &r) != LUAVM_OK) ++*wrong;
    if (r != NULL && shim_vm_publish(v, r) != 1) ++*wrong;
    shim_vm_close(v);
    if (r == NULL || r->value_count != 1 || shim_block_free(r, 1) != 1) ++*wrong;
  }
  return NULL;
}

static void threads_open_run_and_close_vms_at_once(void **state) {
  (void)state;
  pthread_t threads[4];
  size_t wrong[4] = {0};
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, open_run_close, &wrong[i]), 0);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < 4; i++) assert_int_equal(wrong[i], 0);
  assert_int_equal(held() | shim_block_live(), 0);
}

static int lowest_descriptor(void) {
  int fd = open("/dev/null", O_RDONLY);
  close(fd);
  return fd;
}

static void closing_a_trusted_vm_closes_the_files_it_left_open(void **state) {
  (void)state;
  int before = lowest_descriptor();
  struct vm *v = open_vm(LUAVM_PROFILE_TRUSTED);
  const char *source =
      "f = assert(io.open('/dev/null')) "
      "x = setmetatable({}, {__gc = function() while true do end end})";
  luavm_result *r = run_with(v, source, strlen(source), (run_options){.keep = 1});
  assert_int_equal(r->status, LUAVM_OK);
  done(r);
  assert_true(lowest_descriptor() > before);
  shim_vm_close(v);
  assert_int_equal(lowest_descriptor(), before);
  assert_int_equal(held(), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_fresh_vm_reports_its_limits_and_no_history),
      TEST(a_vm_that_does_not_fit_its_limit_is_refused_as_memory),
      TEST(a_vm_closed_makes_room_in_the_quota_for_another),
      TEST(threads_open_run_and_close_vms_at_once),
      TEST(closing_a_trusted_vm_closes_the_files_it_left_open),
  };
  return RUN_TESTS("open", tests);
}
