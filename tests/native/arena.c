/* The arena against a model that remembers every block. */
#include <pthread.h>
#include <stdlib.h>

#include "arena.h"
#include "run.h"

enum { BLOCKS = 4000, STEPS = 200000 };

static account ledger = {.limit = UINT64_MAX, .soft = UINT64_MAX, .parent = NULL};

typedef struct model {
  unsigned char *data;
  size_t size;
  unsigned char mark;
} model;

static uint64_t seed = 88172645463325252u;

static uint64_t draw(uint64_t below) { /* xorshift64 (Marsaglia) */
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return seed % below;
}

static size_t draw_size(void) {
  return draw(20) == 0 ? 1 + draw(20000) : 1 + draw(600);
}

static void check_marks(const model *m, size_t size) {
  for (size_t i = 0; i < size; i++) assert_int_equal(m->data[i], m->mark);
}

static void resize(arena *a, model *m, size_t size) {
  unsigned char *moved = arena_realloc(a, m->data, m->size, size);
  if (moved == NULL) return;
  m->data = moved;
  check_marks(m, m->size < size ? m->size : size);
  m->size = size;
  m->mark = (unsigned char)draw(256);
  memset(m->data, m->mark, size);
}

static void step(arena *a, model *m) {
  if (m->data != NULL && draw(3) == 0) {
    check_marks(m, m->size);
    arena_realloc(a, m->data, m->size, 0);
    *m = (model){0};
  } else if (m->data != NULL) {
    resize(a, m, draw_size());
  } else {
    m->size = 0;
    resize(a, m, draw_size());
  }
  assert_true(a->used <= a->limit);
  assert_true(a->held <= a->held_peak && a->held_peak <= a->limit + ARENA_SLACK);
  assert_true(a->held <= a->charged);
}

static void random_blocks_keep_their_bytes_and_the_count_is_exact(void **state) {
  (void)state;
  static model models[BLOCKS];
  arena a;
  arena_open(&a, &ledger, 1 << 20, 1 << 20); /* small enough to refuse at times */
  for (int i = 0; i < STEPS; i++) step(&a, &models[draw(BLOCKS)]);
  assert_true(a.refused > 0);
  assert_int_equal(ledger.used, a.charged);
  for (int i = 0; i < BLOCKS; i++) arena_realloc(&a, models[i].data, models[i].size, 0);
  assert_int_equal(a.used, 0);
  arena_close(&a);
  assert_int_equal(ledger.used, 0);
}

static void fill(arena *a, size_t size, void **blocks, int *count, int most) {
  for (*count = 0; *count < most; ++*count)
    if ((blocks[*count] = arena_realloc(a, NULL, 0, size)) == NULL) return;
}

static void freed_memory_serves_every_size(void **state) {
  (void)state;
  enum { MOST = 100000 };
  static void *blocks[MOST];
  arena a;
  arena_open(&a, &ledger, 1 << 20, 1 << 20);
  for (size_t size = 16; size <= 1024; size *= 2) {
    int count;
    fill(&a, size, blocks, &count, MOST);
    assert_true((size_t)count * size > (1 << 20) / 10 * 8); /* headers aside */
    while (count > 0) arena_realloc(&a, blocks[--count], size, 0);
    assert_int_equal(a.used, 0);
  }
  arena_close(&a);
}

static void trimming_gives_idle_pages_back_and_they_serve_again(void **state) {
  (void)state;
  static void *blocks[1000];
  int count;
  arena a;
  arena_open(&a, &ledger, MIB(4), MIB(4));
  fill(&a, 256, blocks, &count, 1000);
  size_t full = a.held;
  for (int i = 0; i < count; i++) arena_realloc(&a, blocks[i], 256, 0);
  arena_trim(&a);
  assert_true(a.held < full / 4);
  assert_int_equal(a.held_peak, full);
  fill(&a, 64, blocks, &count, 1000);
  assert_int_equal(count, 1000);
  for (int i = 0; i < count; i++) memset(blocks[i], i, 64);
  arena_close(&a);
  assert_int_equal(ledger.used, 0);
}

static void a_request_over_the_limit_is_hopeless_a_full_heap_is_not(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, 1 << 20, 1 << 20);
  assert_null(arena_realloc(&a, NULL, 0, (1 << 20) + 1));
  assert_true(a.hopeless);
  assert_null(arena_realloc(&a, NULL, 0, SIZE_MAX - 8));
  assert_true(a.hopeless);
  void *big = arena_realloc(&a, NULL, 0, 900000);
  assert_non_null(big);
  assert_null(arena_realloc(&a, NULL, 0, 900000));
  assert_false(a.hopeless);
  assert_int_equal(a.refused, 3);
  arena_close(&a);
}

static void charges_count_and_the_account_may_refuse(void **state) {
  (void)state;
  account small = {.limit = 1 << 20, .soft = UINT64_MAX, .parent = &ledger};
  arena a;
  arena_open(&a, &small, MIB(16), MIB(16));
  assert_true(arena_charge(&a, 500000));
  assert_int_equal(a.used, 500000);
  assert_true(small.used >= 500000 && ledger.used == small.used);
  assert_false(arena_charge(&a, 900000));
  assert_true(a.over_quota);
  assert_int_equal(a.used, 500000);
  arena_discharge(&a, 500000);
  assert_int_equal(a.used, 0);
  arena_close(&a);
  assert_int_equal(small.used, 0);
  assert_int_equal(ledger.used, 0);
}

static void a_cycle_starts_early_enough_near_the_limit(void **state) {
  (void)state;
  arena a;
  arena_open(&a, &ledger, 1000, 600);
  assert_int_equal(arena_pace(&a, -300), -300);
  assert_int_equal(arena_pace(&a, -5000), -600);
  a.used = 800;
  assert_int_equal(arena_pace(&a, -5000), -100);
  assert_int_equal(arena_pace(&a, 5), 0);
}

static void *open_and_close(void *unused) {
  for (int i = 0; i < 200; i++) {
    arena a;
    arena_open(&a, &ledger, 1 << 20, 1 << 20);
    for (size_t size = 16; size < 2000; size += 16)
      memset(arena_realloc(&a, NULL, 0, size), 1, size);
    arena_close(&a);
  }
  return unused;
}

static void arenas_of_many_threads_share_nothing_but_spare_units(void **state) {
  (void)state;
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, open_and_close, NULL);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  assert_int_equal(ledger.used, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(random_blocks_keep_their_bytes_and_the_count_is_exact),
#ifndef ARENA_SYSTEM /* what pages do; malloc's blocks carry headers */
      TEST(freed_memory_serves_every_size),
      TEST(trimming_gives_idle_pages_back_and_they_serve_again),
#endif
      TEST(a_request_over_the_limit_is_hopeless_a_full_heap_is_not),
      TEST(charges_count_and_the_account_may_refuse),
      TEST(a_cycle_starts_early_enough_near_the_limit),
      TEST(arenas_of_many_threads_share_nothing_but_spare_units),
  };
#ifdef ARENA_SYSTEM
  (void)freed_memory_serves_every_size;
  (void)trimming_gives_idle_pages_back_and_they_serve_again;
#endif
  return RUN_TESTS("arena", tests);
}
