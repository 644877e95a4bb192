/* The ledger: bytes counted in a node and in all above it. */
#include <pthread.h>

#include "account.h"
#include "run.h"

#define NODE(most, above)                                  \
  (account) {                                              \
    .limit = (most), .soft = UINT64_MAX, .parent = (above) \
  }

static void a_charge_counts_here_and_in_all_parents(void **state) {
  (void)state;
  account root = NODE(UINT64_MAX, NULL), leaf = NODE(500, &root);
  assert_true(account_charge(&leaf, 400));
  account_discharge(&leaf, 150);
  assert_int_equal(leaf.used, 250);
  assert_int_equal(root.used, 250);
  assert_int_equal(root.peak, 400);
}

static void a_charge_up_to_the_limit_is_allowed_and_one_more_is_not(void **state) {
  (void)state;
  account a = NODE(1000, NULL);
  assert_true(account_charge(&a, 1000));
  assert_false(account_charge(&a, 1));
  assert_int_equal(a.used, 1000);
  assert_int_equal(a.peak, 1000);
}

static void a_parent_that_refuses_leaves_nothing_counted_below_it(void **state) {
  (void)state;
  account root = NODE(100, NULL), group = NODE(1000, &root);
  account leaf = NODE(1000, &group);
  assert_true(account_charge(&leaf, 60));
  assert_false(account_charge(&leaf, 50));
  assert_int_equal(leaf.used, 60);
  assert_int_equal(group.used, 60);
  assert_int_equal(root.used, 60);
}

static void what_is_adopted_counts_over_the_limit_as_well(void **state) {
  (void)state;
  account root = NODE(100, NULL), leaf = NODE(100, &root);
  account_adopt(&leaf, 150);
  assert_int_equal(root.used, 150);
  assert_int_equal(root.peak, 150);
  assert_false(account_charge(&leaf, 1));
  account_discharge(&leaf, 150);
  assert_int_equal(root.used, 0);
}

static void *charge_and_discharge(void *leaf) {
  for (int i = 0; i < 20000; i++)
    if (account_charge(leaf, 40)) account_discharge(leaf, 40);
  return NULL;
}

static void threads_that_charge_at_once_leave_it_even_and_below_the_limit(
    void **state) {
  (void)state;
  account root = NODE(100, NULL), leaves[4];
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    leaves[i] = NODE(UINT64_MAX, &root);
    assert_int_equal(
        pthread_create(&threads[i], NULL, charge_and_discharge, &leaves[i]), 0);
  }
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < 4; i++) assert_int_equal(leaves[i].used, 0);
  assert_int_equal(root.used, 0);
  assert_true(root.peak <= 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_charge_counts_here_and_in_all_parents),
      TEST(a_charge_up_to_the_limit_is_allowed_and_one_more_is_not),
      TEST(a_parent_that_refuses_leaves_nothing_counted_below_it),
      TEST(what_is_adopted_counts_over_the_limit_as_well),
      TEST(threads_that_charge_at_once_leave_it_even_and_below_the_limit),
  };
  return RUN_TESTS("account", tests);
}
