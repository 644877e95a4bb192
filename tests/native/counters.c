/* The arena's counters: exact at every step, and right about every refusal. */
#include <stdlib.h>

#include "arena.h"
#include "run.h"

enum { SLOTS = 3000, STEPS = 200000 };

static account ledger = {.limit = UINT64_MAX, .soft = UINT64_MAX, .parent = NULL};
static uint64_t seed = 88172645463325252u;

static uint64_t draw(uint64_t below) { /* xorshift64 (Marsaglia) */
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return seed % below;
}

/* What a block counts: its share of a page and of 1/63 for the unit's records, or
 * links and malloc's header on top. */
static size_t cost(size_t size) {
  if (size == 0) return 0;
#ifndef ARENA_SYSTEM
  if (size <= ARENA_SMALL_MAX) {
    size_t blocks = ARENA_PAGE / ((size + ARENA_GRAIN - 1) / ARENA_GRAIN * ARENA_GRAIN);
    return (size_t)((double)ARENA_PAGE * 64 / 63 / (double)blocks + 0.5);
  }
#endif
  return size + 32;
}

static size_t draw_size(void) {
  return draw(16) == 0 ? 1 + draw(200000) : 1 + draw(draw(4) == 0 ? 6000 : 520);
}

static void used_is_the_sum_of_the_blocks_at_every_step(void **state) {
  (void)state;
  static struct {
    void *at;
    size_t size;
  } blocks[SLOTS];
  arena a;
  size_t sum = 0;
  arena_open(&a, &ledger, MIB(8), MIB(6));
  for (int i = 0; i < STEPS; i++) {
    uint64_t slot = draw(SLOTS);
    size_t old = blocks[slot].size, size = old != 0 && draw(2) == 0 ? 0 : draw_size();
    void *moved = arena_realloc(&a, blocks[slot].at, old, size);
    if (moved != NULL || size == 0) {
      sum += cost(size) - cost(old);
      blocks[slot].at = moved;
      blocks[slot].size = size;
    }
    assert_int_equal(a.used, sum);
    assert_int_equal((uintptr_t)moved % 16, 0);
    assert_true(a.used <= a.limit && a.used <= a.peak);
    assert_true(a.held <= a.limit + ARENA_SLACK && a.held <= a.charged);
    if (i % 5000 == 0) arena_trim(&a);
  }
  assert_true(a.refused > 0);
  arena_close(&a);
  assert_int_equal(a.used | a.held | a.charged, 0);
  assert_int_equal(ledger.used, 0);
}

static void the_peak_is_the_highest_use_and_can_be_restarted(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, MIB(1), MIB(1));
  assert_non_null(arena_realloc(&a, NULL, 0, 1000));
  void *second = arena_realloc(&a, NULL, 0, 5000);
  size_t highest = a.used;
  arena_realloc(&a, second, 5000, 0);
  assert_int_equal(a.peak, highest);
  arena_restart(&a);
  assert_int_equal(a.peak, cost(1000));
  assert_int_equal(a.peak_ever, highest);
  arena_close(&a);
}

static void a_refusal_over_the_limit_asks_the_system_for_nothing(void **state) {
  (void)state;
  account owner = {.limit = UINT64_MAX, .soft = UINT64_MAX, .parent = NULL};
  arena a;
  arena_open(&a, &owner, MIB(1), MIB(1));
  const size_t sizes[] = {MIB(1), MIB(1) + 1, (size_t)1 << 40, SIZE_MAX / 2, SIZE_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    assert_null(arena_realloc(&a, NULL, 0, sizes[i]));
    assert_int_equal(a.refused, i + 1);
  }
  assert_int_equal(a.used | a.held | owner.peak, 0);
  arena_close(&a);
}

static void a_refused_resize_leaves_the_block_as_it_was(void **state) {
  (void)state;
  const size_t sizes[] = {100, 500, 5000, 300000};
  arena a;
  arena_open(&a, &ledger, MIB(1), MIB(1));
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    unsigned char *block = arena_realloc(&a, NULL, 0, sizes[i]);
    memset(block, 0xa5, sizes[i]);
    size_t before = a.used;
    assert_null(arena_realloc(&a, block, sizes[i], MIB(2)));
    assert_int_equal(a.used, before);
    for (size_t j = 0; j < sizes[i]; j++) assert_int_equal(block[j], 0xa5);
    arena_realloc(&a, block, sizes[i], 0);
  }
  arena_close(&a);
}

static void shrinking_never_fails_in_a_full_arena(void **state) {
  (void)state;
  const size_t sizes[] = {MIB(1) - 33, 700000, 4096, 513, 512, 500, 17, 16, 1};
  size_t old = MIB(1) - 32;
  arena a;
  arena_open(&a, &ledger, MIB(1), MIB(1));
  char *block = arena_realloc(&a, NULL, 0, old);
  assert_int_equal(a.used, MIB(1));
  memset(block, 'k', old);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    block = arena_realloc(&a, block, old, sizes[i]);
    assert_non_null(block);
    old = sizes[i];
    assert_int_equal(a.used, cost(old));
    assert_int_equal(block[old - 1], 'k');
  }
  arena_close(&a);
}

static void a_refusal_says_whether_the_last_one_was_the_quotas(void **state) {
  (void)state;
  account owner = {.limit = MIB(1), .soft = UINT64_MAX, .parent = NULL};
  arena a;
  arena_open(&a, &owner, MIB(2), MIB(2));
  assert_false(arena_charge(&a, MIB(1) + 1));
  assert_true(a.over_quota);
  assert_true(arena_charge(&a, MIB(1) - 65536));
  assert_false(arena_charge(&a, MIB(1) + MIB(1) / 2));
  assert_false(a.over_quota);
  arena_close(&a);
}

#ifndef ARENA_SYSTEM
/* The page a class allocates from stays its own when the last block dies. */
static void an_idle_page_of_each_size_is_given_back_when_room_is_short(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, 65536, 65536);
  for (size_t size = 16; size <= 512; size += 16) {
    void *block = arena_realloc(&a, NULL, 0, size);
    assert_non_null(block);
    arena_realloc(&a, block, size, 0);
  }
  assert_non_null(arena_realloc(&a, NULL, 0, 60000));
  arena_close(&a);
}
#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(used_is_the_sum_of_the_blocks_at_every_step),
      TEST(the_peak_is_the_highest_use_and_can_be_restarted),
      TEST(a_refusal_over_the_limit_asks_the_system_for_nothing),
      TEST(a_refused_resize_leaves_the_block_as_it_was),
      TEST(shrinking_never_fails_in_a_full_arena),
      TEST(a_refusal_says_whether_the_last_one_was_the_quotas),
#ifndef ARENA_SYSTEM
      TEST(an_idle_page_of_each_size_is_given_back_when_room_is_short),
#endif
  };
  return RUN_TESTS("counters", tests);
}
