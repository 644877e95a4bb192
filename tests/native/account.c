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

static account *kept_for;
static uint64_t kept, wanted;

/* Something that is charged to kept_for and can be done without. */
static int32_t give(const account *a, uint64_t bytes) {
  uint64_t given = bytes < kept ? bytes : kept;
  assert_ptr_equal(a, kept_for);
  wanted = bytes;
  kept -= given;
  account_discharge(kept_for, given);
  return given > 0;
}

static void keep(account *a, uint64_t bytes) {
  assert_true(account_charge(a, bytes));
  kept_for = a;
  kept = bytes;
  account_ask(give);
}

static void what_can_be_done_without_goes_before_a_claim_is_refused(void **state) {
  (void)state;
  account root = NODE(100, NULL), leaf = NODE(1000, &root);
  keep(&root, 60);
  assert_false(account_charge(&leaf, 50));
  assert_int_equal(kept, 60);
  assert_true(account_claim(&leaf, 50, 0));
  assert_int_equal(kept, 50);
  assert_true(account_claim(&leaf, 10, 15));
  assert_int_equal(kept, 25);
  assert_int_equal(root.refused, 1);
  assert_false(account_claim(&leaf, 50, 0));
  assert_int_equal(kept, 0);
  assert_int_equal(root.refused, 2);
  assert_ptr_equal(account_refuser, &root);
  assert_int_equal(root.used, 60);
  account_ask(NULL);
  assert_false(account_claim(&leaf, 50, 0));
}

static void what_is_missing_counts_what_is_over_the_limit_already(void **state) {
  (void)state;
  account a = NODE(100, NULL);
  account_adopt(&a, 70);
  assert_int_equal(account_missing(&a, 30), 0);
  assert_int_equal(account_missing(&a, 31), 1);
  account_adopt(&a, 50);
  assert_int_equal(account_missing(&a, 30), 50);
  kept_for = &a;
  kept = 0;
  account_ask(give);
  assert_false(account_claim(&a, 30, 7));
  assert_int_equal(wanted, 57);
  account_ask(NULL);
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
      TEST(what_can_be_done_without_goes_before_a_claim_is_refused),
      TEST(what_is_missing_counts_what_is_over_the_limit_already),
      TEST(threads_that_charge_at_once_leave_it_even_and_below_the_limit),
  };
  return RUN_TESTS("account", tests);
}
