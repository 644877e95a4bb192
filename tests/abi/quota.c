/* What the process allows all VMs together: the VM cap and the memory quota. */
#include "abi.h"

static void the_vm_after_the_cap_is_quota(void **state) {
  (void)state;
  enum { CAP = 1000 };
  static luavm_vm vms[CAP];
  char message[512];
  for (int i = 0; i < CAP; i++) vms[i] = vm_make(NULL);
  for (int i = 0; i < 3; i++) {
    assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
    assert_names(message, "1000");
    assert_names(message, "luavm_configure");
  }
  assert_int_equal(stats().vm_count, CAP);
  vm_end(vms[500]);
  vms[500] = vm_make(NULL);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  for (int i = 0; i < CAP; i += 99) expect_answer(vms[i]);
  for (int i = 0; i < CAP; i++) vm_end(vms[i]);
}

static void a_lower_cap_takes_nothing_away(void **state) {
  (void)state;
  char message[512];
  luavm_vm vms[3] = {vm_make(NULL), vm_make(NULL), vm_make(NULL)};
  assert_status(luavm_configure(CONFIG(.vm_cap = 2), NULL), LUAVM_OK);
  assert_int_equal(stats().vm_cap, 2);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  assert_names(message, "2");
  for (int i = 0; i < 3; i++) expect_answer(vms[i]);
  vm_end(vms[0]);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  vm_end(vms[1]);
  vms[1] = vm_make(NULL);
  vm_end(vms[1]);
  vm_end(vms[2]);
}

static void the_cap_may_be_65535(void **state) {
  (void)state;
  luavm_buffer *error = (luavm_buffer *)state;
  assert_status(luavm_configure(CONFIG(.vm_cap = 65535), &error), LUAVM_OK);
  assert_null(error);
  assert_int_equal(stats().vm_cap, 65535);
  assert_status(luavm_configure(CONFIG(.vm_cap = 0), &error), LUAVM_OK);
  assert_int_equal(stats().vm_cap, 1000);
}

static void the_memory_quota_stops_a_script_below_its_own_limit(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(64))), other = vm_make(NULL);
  uint64_t quota = stats().memory_bytes / MIB(1) * MIB(1) + MIB(5);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = quota), NULL), LUAVM_OK);
  assert_true(stats().memory_quota_bytes == quota);
  luavm_result *result = eval(vm, "return ('x'):rep(12 << 20)", NULL);
  assert_result(result, LUAVM_QUOTA);
  assert_result_names(result, "5 MiB");
  assert_result_names(result, "quota");
  release(result);
  result = eval(vm, "local t = {} while true do t = {t, ('x'):rep(999)} end", NULL);
  assert_result(result, LUAVM_QUOTA);
  release(result);
  assert_true(stats().memory_bytes <= quota);
  expect_answer(vm);
  expect_answer(other);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = LUAVM_UNLIMITED), NULL),
                LUAVM_OK);
  assert_true(stats().memory_quota_bytes == LUAVM_UNLIMITED);
  expect(vm, LUAVM_OK, "return #('x'):rep(12 << 20)");
  vm_end(other);
  vm_end(vm);
}

static void no_vm_is_made_over_the_quota(void **state) {
  (void)state;
  char message[512];
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = 1), NULL), LUAVM_OK);
  assert_status(vm_refused(NULL, message), LUAVM_QUOTA);
  assert_names(message, "quota");
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
  vm_end(vm_make(NULL));
}

static void a_reset_over_the_quota_can_be_tried_again(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  assert_status(luavm_configure(CONFIG(.memory_quota_bytes = 1), NULL), LUAVM_OK);
  assert_status(vm_reset(vm), LUAVM_QUOTA);
  luavm_result *result = eval(vm, "return 1", NULL);
  assert_true(result->status != LUAVM_OK);
  release(result);
  memory_of(vm);
  assert_status(luavm_configure(CONFIG(.flags = 0), NULL), LUAVM_OK);
  assert_status(vm_reset(vm), LUAVM_OK);
  expect_answer(vm);
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_vm_after_the_cap_is_quota),
      TEST(a_lower_cap_takes_nothing_away),
      TEST(the_cap_may_be_65535),
      TEST(the_memory_quota_stops_a_script_below_its_own_limit),
      TEST(no_vm_is_made_over_the_quota),
      TEST(a_reset_over_the_quota_can_be_tried_again),
  };
  return RUN("quota", tests);
}
