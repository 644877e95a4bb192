/* Who pays for a block: the VM while it is made, those above it in the ledger
 * afterwards. */
#include <pthread.h>

#include "result.h"
#include "run.h"

static account ledger = {
    .limit = UINT64_MAX, .soft = UINT64_MAX, .parent = NULL, .holders = 1};

static void a_block_grows_at_the_vms_expense_until_it_is_published(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, MIB(1), MIB(1));
  result_block *b = block_new(BLOCK_BUFFER, &a);
  for (size_t i = 0; i < 100; i++) {
    char *at = block_reserve(b, 5000 + i);
    assert_non_null(at);
    assert_int_equal((uintptr_t)at % 16, 0);
    memset(at, 1, 5000 + i);
  }
  assert_true(a.used >= 500000);
  assert_int_equal(held(), b->bytes - a.used);
  size_t bytes = b->bytes;
  assert_true(block_publish(b));
  assert_int_equal(a.used, 0);
  assert_int_equal(held(), 0);
  arena_close(&a);
  assert_int_equal(ledger.used, bytes);
  assert_int_equal(ledger.holders, 2);
  assert_int_equal(shim_block_free(b, BLOCK_BUFFER), 1);
  assert_int_equal(ledger.holders, 1);
  assert_int_equal(held() | ledger.used, 0);
}

static void a_block_cannot_grow_over_the_vms_limit_before_it_is_settled(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, 65536, 65536);
  result_block *b = block_new(BLOCK_RESULT, &a);
  assert_null(block_reserve(b, 65537));
  assert_null(block_reserve(b, SIZE_MAX));
  while (block_reserve(b, 700) != NULL) assert_true(a.used <= 65536);
  block_settle(b);
  assert_int_equal(a.used, 0);
  assert_non_null(block_reserve(b, 100000));
  block_drop(b);
  arena_close(&a);
  assert_int_equal(held() | ledger.used, 0);
}

static void a_rewound_block_is_as_new(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, MIB(1), MIB(1));
  result_block *b = block_new(BLOCK_RESULT, &a);
  for (int round = 0; round < 3; round++) {
    assert_non_null(block_reserve(b, 600000));
    assert_non_null(block_reserve(b, 100));
    assert_null(block_reserve(b, 600000));
    block_rewind(b);
    assert_int_equal(a.used, 0);
    assert_int_equal(held(), b->bytes);
  }
  block_settle(b);
  assert_non_null(block_reserve(b, MIB(2)));
  block_rewind(b);
  assert_int_equal(held(), b->bytes);
  block_drop(b);
  arena_close(&a);
  assert_int_equal(held(), 0);
}

static void *make_and_free(void *data) {
  size_t *wrong = data;
  luavm_buffer *kept[16] = {NULL};
  for (size_t i = 0; i < 4016; i++) {
    luavm_buffer **slot = &kept[i * 7 % 16];
    if (shim_block_free(*slot, BLOCK_BUFFER) != 1) ++*wrong;
    *slot = i < 4000 ? shim_buffer_new("thread", 6) : NULL;
    if (*slot != NULL && shim_block_free(*slot, BLOCK_RESULT) != 0) ++*wrong;
  }
  return NULL;
}

static void threads_make_and_free_blocks_at_once(void **state) {
  (void)state;
  pthread_t threads[4];
  size_t wrong[4] = {0};
  for (int i = 0; i < 4; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, make_and_free, &wrong[i]), 0);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < 4; i++) assert_int_equal(wrong[i], 0);
  assert_int_equal(shim_block_live() | held(), 0);
}

typedef struct race {
  pthread_barrier_t barrier;
  void *block;
} race;

static void *free_at_once(void *data) {
  race *r = data;
  pthread_barrier_wait(&r->barrier);
  return (void *)(intptr_t)shim_block_free(r->block, BLOCK_BUFFER);
}

static void of_two_threads_that_free_one_block_one_is_told_so(void **state) {
  (void)state;
  race r;
  pthread_barrier_init(&r.barrier, NULL, 2);
  for (int i = 0; i < 300; i++) {
    pthread_t threads[2];
    void *freed[2];
    r.block = shim_buffer_new("both", 4);
    for (int t = 0; t < 2; t++)
      assert_int_equal(pthread_create(&threads[t], NULL, free_at_once, &r), 0);
    for (int t = 0; t < 2; t++) pthread_join(threads[t], &freed[t]);
    assert_int_equal((intptr_t)freed[0] + (intptr_t)freed[1], 1);
  }
  pthread_barrier_destroy(&r.barrier);
}

static void an_address_inside_a_block_is_not_freed(void **state) {
  (void)state;
  luavm_buffer *buffer = shim_buffer_new("text", 4);
  assert_int_equal(shim_block_free((char *)buffer + 8, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free((void *)buffer->data, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free(buffer, BLOCK_BUFFER), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_block_grows_at_the_vms_expense_until_it_is_published),
      TEST(a_block_cannot_grow_over_the_vms_limit_before_it_is_settled),
      TEST(a_rewound_block_is_as_new),
      TEST(threads_make_and_free_blocks_at_once),
      TEST(of_two_threads_that_free_one_block_one_is_told_so),
      TEST(an_address_inside_a_block_is_not_freed),
  };
  return RUN_TESTS("payer", tests);
}
