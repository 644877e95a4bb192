/* Quota groups: a tree that VMs share, in memory and in number. */
#include "abi.h"

#define QUOTA(...) (&(luavm_quota){.struct_size = sizeof(luavm_quota), __VA_ARGS__})
#define GROUP(name) .group = (name), .group_length = strlen(name)

static void set(const char *group, const luavm_quota *quota) {
  luavm_buffer *error;
  assert_status(quota_set(group, strlen(group), quota, &error), LUAVM_OK);
  assert_null(error);
}

static luavm_quota_usage usage_of(const char *group) {
  luavm_quota_usage usage = {.struct_size = sizeof usage};
  assert_status(quota_read(group, strlen(group), &usage), LUAVM_OK);
  return usage;
}

static void remove_group(const char *group) {
  assert_status(quota_remove(group, strlen(group)), LUAVM_OK);
}

static void a_group_admits_as_many_vms_as_its_cap(void **state) {
  (void)state;
  char message[512];
  set("a/b", QUOTA(.vm_cap = 2));
  luavm_vm one = vm_make(VM_OPTIONS(GROUP("a/b"))),
           two = vm_make(VM_OPTIONS(GROUP("a/b/c")));
  assert_status(vm_refused(VM_OPTIONS(GROUP("a/b/c")), message), LUAVM_QUOTA);
  assert_names(message, "'a/b'");
  assert_names(message, "VM cap of 2");
  luavm_vm beside = vm_make(VM_OPTIONS(GROUP("a/d")));
  assert_int_equal(usage_of("a").vm_count, 3);
  assert_int_equal(usage_of("a/b").vm_count, 2);
  assert_int_equal(usage_of("a/b").refused_count, 1);
  assert_int_equal(usage_of("a/b/c").vm_count, 1);
  vm_end(one);
  one = vm_make(VM_OPTIONS(GROUP("a/b/c")));
  vm_end(one);
  vm_end(two);
  vm_end(beside);
  assert_int_equal(usage_of("a").vm_count, 0);
  assert_int_equal(usage_of("a").memory_bytes, 0);
  remove_group("a/b/c");
  remove_group("a/b");
  remove_group("a/d");
  remove_group("a");
}

static void memory_of_a_group_stops_scripts_as_quota(void **state) {
  (void)state;
  set("tenants/ada", QUOTA(.memory_bytes = MIB(7)));
  luavm_vm one = vm_make(VM_OPTIONS(.memory_bytes = MIB(64), GROUP("tenants/ada")));
  luavm_vm two = vm_make(VM_OPTIONS(.memory_bytes = MIB(64), GROUP("tenants/ada")));
  luavm_vm other = vm_make(VM_OPTIONS(.memory_bytes = MIB(64), GROUP("tenants")));
  luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  expect_with(one, LUAVM_OK, "s = ('x'):rep(2 << 20)", keep);
  luavm_result *result = eval(two, "return #('x'):rep(3 << 20)", NULL);
  assert_result(result, LUAVM_QUOTA);
  assert_result_names(result, "7 MiB");
  assert_result_names(result, "'tenants/ada'");
  release(result);
  expect(other, LUAVM_OK, "return #('x'):rep(12 << 20)");
  assert_true(usage_of("tenants/ada").memory_peak_bytes <= MIB(7));
  assert_true(usage_of("tenants").memory_bytes >= usage_of("tenants/ada").memory_bytes);
  vm_end(one);
  expect(two, LUAVM_OK, "return #('x'):rep(3 << 20)");
  vm_end(two);
  vm_end(other);
  remove_group("tenants/ada");
  remove_group("tenants");
}

/* Counted by cycles: the same garbage is collected more often. */
static void the_soft_limit_of_a_group_shortens_cycles(void **state) {
  (void)state;
  const char *litter = "for i = 1, 100000 do local t = {i} end";
  luavm_eval_options *keep = EVAL_OPTIONS(.flags = LUAVM_EVAL_KEEP_ENVIRONMENT);
  uint64_t cycles[2];
  for (int strained = 0; strained < 2; strained++) {
    set("soft", QUOTA(.memory_bytes = MIB(64),
                      .memory_soft_bytes = strained ? MIB(1) : MIB(60)));
    luavm_vm vm = vm_make(VM_OPTIONS(.memory_bytes = MIB(64), GROUP("soft")));
    expect_with(vm, LUAVM_OK, "kept = {} for i = 1, 100000 do kept[i] = {} end", keep);
    uint64_t before = memory_of(vm).gc_count;
    expect(vm, LUAVM_OK, litter);
    cycles[strained] = memory_of(vm).gc_count - before;
    vm_end(vm);
  }
  assert_true(cycles[1] > cycles[0]);
  remove_group("soft");
}

static void results_are_charged_to_the_group_until_they_are_freed(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(GROUP("r/s")));
  luavm_result *result = eval(vm, "return ('x'):rep(1 << 20)", NULL);
  vm_end(vm);
  assert_true(usage_of("r/s").memory_bytes >= MIB(1));
  assert_true(usage_of("r").memory_bytes >= MIB(1));
  assert_status(quota_remove("r/s", 3), LUAVM_BUSY);
  release(result);
  assert_int_equal(usage_of("r").memory_bytes, 0);
  remove_group("r/s");
  remove_group("r");
}

static void bad_names_and_limits_are_refused(void **state) {
  (void)state;
  static const char *const names[] = {"",     "/",   "a/",       "/a",
                                      "a//b", "a b", "\xc3\xa9", "a\n"};
  luavm_buffer *error;
  for (size_t i = 0; i < COUNT(names); i++) {
    assert_status(quota_set(names[i], strlen(names[i]), QUOTA(.flags = 0), &error),
                  LUAVM_ARGUMENT);
    assert_names(error->data, "letters");
    luavm_buffer_free(error);
  }
  assert_status(
      quota_set("a", 1, QUOTA(.memory_bytes = 1, .memory_soft_bytes = 2), &error),
      LUAVM_ARGUMENT);
  assert_names(error->data, "soft");
  luavm_buffer_free(error);
  assert_status(quota_set("a", 1, NULL, NULL), LUAVM_ARGUMENT);
  luavm_quota_usage usage = {.struct_size = sizeof usage};
  assert_status(quota_read("nobody", 6, &usage), LUAVM_ARGUMENT);
  assert_status(quota_remove("nobody", 6), LUAVM_ARGUMENT);
}

static void a_group_in_use_is_not_removed(void **state) {
  (void)state;
  luavm_vm vm = vm_make(VM_OPTIONS(GROUP("x/y")));
  assert_status(quota_remove("x", 1), LUAVM_BUSY);
  assert_status(quota_remove("x/y", 3), LUAVM_BUSY);
  vm_end(vm);
  assert_status(quota_remove("x", 1), LUAVM_BUSY);
  remove_group("x/y");
  remove_group("x");
}

static void the_empty_name_is_the_process(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_quota_usage usage = usage_of("");
  assert_int_equal(usage.vm_count, stats().vm_count);
  assert_int_equal(usage.vm_cap, stats().vm_cap);
  assert_int_equal(usage.memory_bytes, stats().memory_bytes);
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_group_admits_as_many_vms_as_its_cap),
      TEST(memory_of_a_group_stops_scripts_as_quota),
      TEST(the_soft_limit_of_a_group_shortens_cycles),
      TEST(results_are_charged_to_the_group_until_they_are_freed),
      TEST(bad_names_and_limits_are_refused),
      TEST(a_group_in_use_is_not_removed),
      TEST(the_empty_name_is_the_process),
  };
  return RUN("groups", tests);
}
