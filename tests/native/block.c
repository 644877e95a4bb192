/* Blocks handed to the host: only live ones can be freed, and by their kind. */
#include <stdlib.h>

#include "run.h"

static void a_block_is_freed_once_and_as_what_it_is(void **state) {
  (void)state;
  uint64_t before = held();
  luavm_buffer *buffer = shim_buffer_new("a\0b", 3);
  luavm_result *result = shim_result_error(LUAVM_BUSY, "busy", 4);
  assert_int_equal(buffer->length, 3);
  assert_memory_equal(buffer->data, "a\0b", 4);
  assert_int_equal(result->status, LUAVM_BUSY);
  assert_string_equal(result->message.data, "busy");
  assert_string_equal(result->traceback.data, "");
  assert_int_equal(shim_block_free(buffer, 1), 0);
  assert_int_equal(shim_block_free(result, 2), 0);
  assert_int_equal(shim_block_live(), 2);
  assert_int_equal(shim_block_free(buffer, 2), 1);
  assert_int_equal(shim_block_free(buffer, 2), 0);
  assert_int_equal(shim_block_free(result, 1), 1);
  assert_int_equal(held(), before);
}

static void foreign_pointers_are_refused(void **state) {
  (void)state;
  int local = 0;
  void *heap = malloc(64);
  assert_int_equal(shim_block_free(&local, 1), 0);
  assert_int_equal(shim_block_free(heap, 2), 0);
  assert_int_equal(shim_block_free((void *)16, 1), 0);
  assert_int_equal(shim_block_free(NULL, 1), 1);
  free(heap);
}

static void thousands_live_at_once_and_go_in_any_order(void **state) {
  (void)state;
  enum { COUNT = 5000, STRIDE = 1237 };
  static luavm_buffer *buffers[COUNT];
  uint64_t before = held();
  for (int i = 0; i < COUNT; i++) buffers[i] = shim_buffer_new((char *)&i, sizeof i);
  assert_int_equal(shim_block_live(), COUNT);
  for (int i = 0; i < COUNT; i++) {
    luavm_buffer *b = buffers[(size_t)i * STRIDE % COUNT];
    assert_int_equal(shim_block_free(b, 2), 1);
  }
  assert_int_equal(shim_block_live(), 0);
  assert_int_equal(held(), before);
}

static void a_block_without_a_place_among_the_live_is_gone(void **state) {
  (void)state;
  enum { COUNT = 3000 };
  static luavm_buffer *buffers[COUNT];
  uint64_t before = held();
  int made = 0, refused = 0;
  for (int i = 0; i < COUNT; i++) {
    shim_fault_arm(2, 1); /* the block itself can be made */
    buffers[made] = shim_buffer_new("a", 1);
    shim_fault_arm(0, 0);
    if (buffers[made] != NULL)
      made++;
    else
      refused++;
  }
  assert_true(made >= 100 && refused >= 100);
  assert_int_equal(shim_block_live(), made);
  while (made > 0) assert_int_equal(shim_block_free(buffers[--made], 2), 1);
  assert_int_equal(held(), before);
}

static void a_message_can_be_set_later(void **state) {
  (void)state;
  luavm_result *r = shim_result_error(LUAVM_TIMEOUT, "", 0);
  char text[3000];
  memset(text, 'm', sizeof text);
  assert_int_equal(shim_result_message(r, text, sizeof text), 1);
  assert_int_equal(r->message.length, sizeof text);
  assert_memory_equal(r->message.data, text, sizeof text);
  done(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_block_is_freed_once_and_as_what_it_is),
      TEST(foreign_pointers_are_refused),
      TEST(a_block_without_a_place_among_the_live_is_gone),
      TEST(thousands_live_at_once_and_go_in_any_order),
      TEST(a_message_can_be_set_later),
  };
  return RUN_TESTS("block", tests);
}
