/* What is kept for others, and can be done without, goes before a VM does. */
#include "account.h"
#include "run.h"

/* The group of the VMs here, with something in it that may go. */
static account group = {
    .limit = MIB(6), .soft = UINT64_MAX, .parent = &account_process, .holders = 1};
static uint64_t kept;
static int asked;

static int32_t give(const account *a, uint64_t bytes) {
  uint64_t given = bytes < kept ? bytes : kept;
  assert_ptr_equal(a, &group);
  asked++;
  kept -= given;
  account_discharge(&group, given);
  return given > 0;
}

static void keep(uint64_t bytes) {
  assert_true(account_charge(&group, bytes));
  kept = bytes;
  asked = 0;
  account_ask(give);
}

static struct vm *open_in_group(void) {
  shim_options options = {.profile = LUAVM_PROFILE_STANDARD,
                          .memory_bytes = MIB(64),
                          .memory_soft_bytes = MIB(64),
                          .account = &group};
  int32_t status = LUAVM_INTERNAL;
  struct vm *v = shim_vm_open(&options, &status);
  assert_int_equal(status, v != NULL ? LUAVM_OK : LUAVM_QUOTA);
  return v;
}

static void end(struct vm *v) {
  account_ask(NULL);
  account_discharge(&group, kept);
  kept = 0;
  shim_vm_close(v);
  assert_int_equal(group.used, 0);
  assert_int_equal(held(), 0);
}

static void a_vm_is_made_where_others_can_give_way(void **state) {
  (void)state;
  keep(MIB(6));
  account_ask(NULL);
  assert_null(open_in_group());
  account_ask(give);
  struct vm *v = open_in_group();
  assert_non_null(v);
  assert_true(asked > 0);
  assert_true(kept > MIB(5));
  answers(v);
  end(v);
}

static void its_own_garbage_goes_first(void **state) {
  (void)state;
  struct vm *v = open_in_group();
  keep(MIB(2));
  /* The next cycle would begin beyond the quota. */
  expect(v,
         "local live = {} for i = 1, 20 do live[i] = ('x'):rep(100000 + i) end "
         "for i = 1, 500 do local s = ('y'):rep(50000 + i) end",
         LUAVM_OK);
  assert_int_equal(asked, 0);
  assert_int_equal(kept, MIB(2));
  end(v);
}

/* What is left in the group is far below the VM's own limit, and always full. */
static void collections_that_make_room_are_not_in_vain(void **state) {
  (void)state;
  struct vm *v = open_in_group();
  keep(MIB(6) - group.used - 300000);
  account_ask(NULL);
  expect(v, "for i = 1, 500 do local s = ('y'):rep(50000 + i) end", LUAVM_OK);
  end(v);
}

static void it_gets_all_that_there_is_and_no_more(void **state) {
  (void)state;
  struct vm *v = open_in_group();
  keep(MIB(5));
  expect(v, "local t = {} for i = 1, 52 do t[i] = ('x'):rep(100000 + i) end", LUAVM_OK);
  assert_true(asked > 0);
  assert_true(kept < MIB(1));
  expect(v, "local t = {} for i = 1, 100 do t[i] = ('x'):rep(100000 + i) end",
         LUAVM_QUOTA);
  assert_int_equal(kept, 0);
  answers(v);
  end(v);
}

/* Small blocks, in steps: neither a collection each, nor the end as for one that does
 * little but collect. */
static void it_grows_in_steps_that_are_worth_their_collections(void **state) {
  (void)state;
  struct vm *v = open_in_group();
  keep(MIB(5));
  expect(v, "local t = {} for i = 1, 25000 do t[i] = {} end", LUAVM_OK);
  assert_true(asked > 1 && asked < 40);
  end(v);
}

static void what_a_service_holds_for_it_counts_as_well(void **state) {
  (void)state;
  struct vm *v = open_in_group();
  keep(MIB(5));
  assert_int_equal(shim_vm_charge(v, MIB(4)), LUAVM_OK);
  assert_true(kept < MIB(2));
  assert_int_equal(shim_vm_charge(v, MIB(4)), LUAVM_QUOTA);
  shim_vm_discharge(v, MIB(4));
  end(v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_vm_is_made_where_others_can_give_way),
      TEST(its_own_garbage_goes_first),
      TEST(collections_that_make_room_are_not_in_vain),
      TEST(it_gets_all_that_there_is_and_no_more),
      TEST(it_grows_in_steps_that_are_worth_their_collections),
      TEST(what_a_service_holds_for_it_counts_as_well),
  };
  return RUN_TESTS("claim", tests);
}
