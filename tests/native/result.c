/* Blocks handed to the host: what is in them, who pays, which frees are obeyed. */
#include "result.h"

#include <pthread.h>

#include "native.h"

static void a_block_is_freed_once(void **state) {
  (void)state;
  luavm_buffer *buffer = shim_buffer_new("text", 4);
  assert_int_equal(shim_block_live(), 1);
  assert_int_equal(shim_block_free(buffer, BLOCK_BUFFER), 1);
  assert_int_equal(shim_block_free(buffer, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_live(), 0);
}

static void a_block_of_the_other_kind_is_not_freed(void **state) {
  (void)state;
  luavm_buffer *buffer = shim_buffer_new("text", 4);
  luavm_result *result = shim_result_error(LUAVM_HANDLE, "none", 4);
  assert_int_equal(shim_block_free(buffer, BLOCK_RESULT), 0);
  assert_int_equal(shim_block_free(result, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free(result, 0), 0);
  assert_int_equal(shim_block_live(), 2);
  assert_int_equal(shim_block_free(buffer, BLOCK_BUFFER), 1);
  assert_int_equal(shim_block_free(result, BLOCK_RESULT), 1);
}

static void a_foreign_pointer_is_not_freed(void **state) {
  (void)state;
  int local = 0;
  char *own = malloc(64);
  luavm_buffer *buffer = shim_buffer_new("text", 4);
  assert_int_equal(shim_block_free(&local, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free(own, BLOCK_RESULT), 0);
  assert_int_equal(shim_block_free((char *)buffer + 8, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free((void *)buffer->data, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free((void *)(uintptr_t)1, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free((void *)UINTPTR_MAX, BLOCK_BUFFER), 0);
  assert_int_equal(shim_block_free(buffer, BLOCK_BUFFER), 1);
  free(own);
}

static void freeing_null_does_nothing(void **state) {
  (void)state;
  assert_int_equal(shim_block_free(NULL, BLOCK_RESULT), 1);
  assert_int_equal(shim_block_free(NULL, BLOCK_BUFFER), 1);
}

static void a_buffer_holds_any_bytes_and_a_nul_after_them(void **state) {
  (void)state;
  static char big[100000];
  memset(big, 'x', sizeof big);
  const struct {
    const char *data;
    size_t length;
  } texts[] = {{"", 0}, {NULL, 0}, {"a\0b", 3}, {big, sizeof big}, {big, 900}};
  for (size_t i = 0; i < COUNT(texts); i++) {
    luavm_buffer *b = shim_buffer_new(texts[i].data, texts[i].length);
    assert_int_equal(b->length, texts[i].length);
    assert_int_equal(b->data[b->length], 0);
    if (b->length > 0) assert_memory_equal(b->data, texts[i].data, b->length);
    assert_true(account_used() >= b->length + sizeof *b);
    assert_int_equal(shim_block_free(b, BLOCK_BUFFER), 1);
    assert_int_equal(account_used(), 0);
  }
}

static void an_error_result_has_every_field_set(void **state) {
  (void)state;
  luavm_result *r = shim_result_error(LUAVM_BUSY, "in use", 6);
  assert_int_equal(r->struct_size, sizeof *r);
  assert_int_equal(r->status, LUAVM_BUSY);
  assert_text(r->message, "in use");
  assert_text(r->traceback, "");
  assert_text(r->source, "");
  assert_text(r->output, "");
  assert_int_equal(r->line, 0);
  assert_int_equal(r->value_count, 0);
  assert_int_equal(r->usage.fuel, 0);
  assert_int_equal(shim_result_message(r, "later", 5), 1);
  assert_text(r->message, "later");
  assert_int_equal(shim_block_free(r, BLOCK_RESULT), 1);
}

static void thousands_of_blocks_are_told_apart_in_any_order(void **state) {
  (void)state;
  enum { BLOCKS = 5000 };
  static luavm_buffer *blocks[BLOCKS];
  uint64_t seed = 7;
  for (size_t i = 0; i < BLOCKS; i++) blocks[i] = shim_buffer_new("b", 1);
  assert_int_equal(shim_block_live(), BLOCKS);
  for (size_t i = 0; i < BLOCKS; i++) {
    size_t j = i + next_random(&seed) % (BLOCKS - i);
    luavm_buffer *chosen = blocks[j];
    blocks[j] = blocks[i];
    assert_int_equal(shim_block_free(chosen, BLOCK_BUFFER), 1);
    assert_int_equal(shim_block_free(chosen, BLOCK_BUFFER), 0);
    assert_int_equal(shim_block_live(), BLOCKS - i - 1);
  }
}

static void *make_and_free(void *argument) {
  size_t *wrong = argument;
  luavm_buffer *kept[16] = {NULL};
  for (size_t i = 0; i < 4000; i++) {
    size_t slot = i * 7 % COUNT(kept);
    if (shim_block_free(kept[slot], BLOCK_BUFFER) != 1) ++*wrong;
    kept[slot] = shim_buffer_new("thread", 6);
    if (shim_block_free(kept[slot], BLOCK_RESULT) != 0) ++*wrong;
  }
  for (size_t i = 0; i < COUNT(kept); i++)
    if (shim_block_free(kept[i], BLOCK_BUFFER) != 1) ++*wrong;
  return NULL;
}

static void threads_make_and_free_blocks_at_once(void **state) {
  (void)state;
  pthread_t threads[4];
  size_t wrong[4] = {0};
  for (size_t i = 0; i < COUNT(threads); i++)
    assert_int_equal(pthread_create(&threads[i], NULL, make_and_free, &wrong[i]), 0);
  for (size_t i = 0; i < COUNT(threads); i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(wrong[i], 0);
  }
}

static void *free_first(void *argument) {
  void **work = argument;
  pthread_barrier_wait(work[0]);
  return (void *)(intptr_t)shim_block_free(work[1], BLOCK_BUFFER);
}

static void of_two_threads_that_free_one_block_one_is_told_so(void **state) {
  (void)state;
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, NULL, 2);
  for (int i = 0; i < 300; i++) {
    void *work[2] = {&barrier, shim_buffer_new("both", 4)};
    pthread_t threads[2];
    void *freed[2];
    for (int t = 0; t < 2; t++)
      assert_int_equal(pthread_create(&threads[t], NULL, free_first, work), 0);
    for (int t = 0; t < 2; t++) pthread_join(threads[t], &freed[t]);
    assert_int_equal((intptr_t)freed[0] + (intptr_t)freed[1], 1);
  }
  pthread_barrier_destroy(&barrier);
}

/* ------------------------------------------------------ who pays for it */

static void a_block_grows_at_the_vms_expense_until_it_is_published(void **state) {
  (void)state;
  account owner = {0, 0, UINT64_MAX, NULL};
  arena a;
  arena_open(&a, &owner, MIB(1), MIB(1));
  result_block *b = block_new(BLOCK_BUFFER, &a);
  result_clear(&b->as.result);
  for (size_t i = 0; i < 100; i++) {
    char *at = block_reserve(b, 5000 + i);
    assert_non_null(at);
    assert_int_equal((uintptr_t)at % 16, 0);
    memset(at, 1, 5000 + i);
  }
  assert_true(a.used >= 500000);
  assert_int_equal(account_used(), b->bytes - a.used);
  size_t bytes = b->bytes;
  assert_true(block_publish(b));
  assert_int_equal(a.used, 0);
  assert_int_equal(account_used(), bytes);
  arena_close(&a);
  assert_int_equal(shim_block_free(b, BLOCK_BUFFER), 1);
}

static void a_block_cannot_grow_over_the_vms_limit(void **state) {
  (void)state;
  account owner = {0, 0, UINT64_MAX, NULL};
  arena a;
  arena_open(&a, &owner, KIB(64), KIB(64));
  result_block *b = block_new(BLOCK_RESULT, &a);
  assert_null(block_reserve(b, KIB(65)));
  assert_null(block_reserve(b, SIZE_MAX));
  size_t total = 0;
  while (block_reserve(b, 700) != NULL) total += 700;
  assert_in_range(total, KIB(30), KIB(65));
  assert_true(a.used <= KIB(64));
  block_settle(b);
  assert_int_equal(a.used, 0);
  assert_non_null(block_reserve(b, KIB(100)));
  block_drop(b);
  arena_close(&a);
  assert_int_equal(owner.used, 0);
}

static void a_rewound_block_is_as_new(void **state) {
  (void)state;
  account owner = {0, 0, UINT64_MAX, NULL};
  arena a;
  arena_open(&a, &owner, MIB(1), MIB(1));
  result_block *b = block_new(BLOCK_RESULT, &a);
  for (int round = 0; round < 3; round++) {
    assert_non_null(block_reserve(b, KIB(600)));
    assert_non_null(block_reserve(b, 100));
    assert_null(block_reserve(b, KIB(600)));
    block_rewind(b);
    assert_int_equal(a.used, 0);
    assert_int_equal(b->bytes, account_used());
  }
  block_settle(b);
  assert_non_null(block_reserve(b, MIB(2)));
  assert_true(account_used() > MIB(2));
  block_rewind(b);
  assert_int_equal(b->bytes, account_used());
  block_drop(b);
  arena_close(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_block_is_freed_once),
      TEST(a_block_of_the_other_kind_is_not_freed),
      TEST(a_foreign_pointer_is_not_freed),
      TEST(freeing_null_does_nothing),
      TEST(a_buffer_holds_any_bytes_and_a_nul_after_them),
      TEST(an_error_result_has_every_field_set),
      TEST(thousands_of_blocks_are_told_apart_in_any_order),
      TEST(threads_make_and_free_blocks_at_once),
      TEST(of_two_threads_that_free_one_block_one_is_told_so),
      TEST(a_block_grows_at_the_vms_expense_until_it_is_published),
      TEST(a_block_cannot_grow_over_the_vms_limit),
      TEST(a_rewound_block_is_as_new),
  };
  return RUN("result", tests);
}
