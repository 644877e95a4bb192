/* What callers get wrong is answered with a status and a message. */
#include "abi.h"

#include <sys/mman.h>
#include <unistd.h>

/* Bytes whose next byte cannot be read: whoever reads past them dies. */
typedef struct brink {
  char *map;
  const char *text;
  size_t page;
} brink;

static brink brink_open(const char *text) {
  brink b = {NULL, NULL, (size_t)sysconf(_SC_PAGESIZE)};
  size_t length = strlen(text);
  b.map = mmap(NULL, b.page * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
               -1, 0);
  assert_true(b.map != MAP_FAILED);
  assert_int_equal(mprotect(b.map + b.page, b.page, PROT_NONE), 0);
  memcpy(b.map + b.page - length, text, length);
  b.text = b.map + b.page - length;
  return b;
}

static void brink_close(brink *b) {
  munmap(b->map, b->page * 2);
}

static const size_t huge[] = {(size_t)LUAVM_SOURCE_MAX + 1,
                              (size_t)1 << 31,
                              ((size_t)1 << 31) - 1,
                              (size_t)UINT32_MAX,
                              (size_t)UINT32_MAX + 9,
                              SIZE_MAX / 2,
                              SIZE_MAX - 1,
                              SIZE_MAX};

static void a_source_over_its_maximum_is_refused_unread(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  brink b = brink_open("return 1");
  for (size_t i = 0; i < COUNT(huge); i++) {
    luavm_result *result = eval_bytes(vm, b.text, huge[i], NULL);
    assert_result(result, LUAVM_ARGUMENT);
    assert_result_names(result, "256 MiB");
    release(result);
  }
  luavm_result *result = eval_bytes(vm, b.text, 8, NULL);
  assert_result(result, LUAVM_OK);
  release(result);
  brink_close(&b);
  vm_end(vm);
}

static void a_source_of_the_maximum_is_read(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  char *zeros =
      mmap(NULL, LUAVM_SOURCE_MAX, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_true(zeros != MAP_FAILED);
  luavm_result *result = eval_bytes(vm, zeros, LUAVM_SOURCE_MAX, NULL);
  assert_result(result, LUAVM_SYNTAX);
  release(result);
  munmap(zeros, LUAVM_SOURCE_MAX);
  expect_answer(vm);
  vm_end(vm);
}

static void a_chunk_name_over_its_maximum_is_refused_unread(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  brink b = brink_open("name");
  for (size_t i = 0; i < COUNT(huge); i++)
    expect_with(vm, LUAVM_ARGUMENT, "return 1",
                EVAL_OPTIONS(.chunk_name = b.text, .chunk_name_length = huge[i]));
  expect_with(vm, LUAVM_OK, "return 1",
              EVAL_OPTIONS(.chunk_name = b.text, .chunk_name_length = 4));
  brink_close(&b);
  vm_end(vm);
}

static void null_with_a_length_is_argument(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  static const size_t lengths[] = {1, 5, 4096, SIZE_MAX};
  for (size_t i = 0; i < COUNT(lengths); i++) {
    luavm_result *result = eval_bytes(vm, NULL, lengths[i], NULL);
    assert_result(result, LUAVM_ARGUMENT);
    release(result);
    expect_with(vm, LUAVM_ARGUMENT, "return 1",
                EVAL_OPTIONS(.chunk_name_length = lengths[i]));
  }
  expect_answer(vm);
  vm_end(vm);
}

static void unknown_eval_options_are_refused_by_name(void **state) {
  (void)state;
  const uint32_t size = sizeof(luavm_eval_options);
  const uint32_t sizes[] = {0, 1, size - 8, size - 1, size + 1, size + 8, UINT32_MAX};
  luavm_vm vm = vm_make(NULL);
  for (size_t i = 0; i < COUNT(sizes); i++) {
    luavm_eval_options options = {.struct_size = sizes[i]};
    luavm_result *result = eval(vm, "return 1", &options);
    assert_result(result, LUAVM_ARGUMENT);
    assert_result_names(result, "struct_size");
    release(result);
  }
  expect_with(vm, LUAVM_ARGUMENT, "return 1", EVAL_OPTIONS(.flags = 32));
  expect_with(vm, LUAVM_ARGUMENT, "return 1", EVAL_OPTIONS(.flags = 0x80000001u));
  vm_end(vm);
}

static void a_wrong_configuration_is_refused_with_a_message(void **state) {
  (void)state;
  const uint32_t size = sizeof(luavm_config);
  const luavm_config wrong[] = {{.struct_size = 0},
                                {.struct_size = 1},
                                {.struct_size = size - 8},
                                {.struct_size = size + 8},
                                {.struct_size = size, .flags = 1},
                                {.struct_size = size, .reserved = 1},
                                {.struct_size = size, .vm_cap = 65536},
                                {.struct_size = size, .vm_cap = UINT32_MAX}};
  for (size_t i = 0; i <= COUNT(wrong); i++) {
    const luavm_config *config = i < COUNT(wrong) ? &wrong[i] : NULL;
    luavm_buffer *error = NULL;
    assert_status(luavm_configure(config, &error), LUAVM_ARGUMENT);
    assert_non_null(error);
    assert_true(error->length > 0 && error->data[error->length] == 0);
    if (i >= 6 && i < COUNT(wrong)) assert_names(error->data, "65535");
    assert_status(luavm_buffer_free(error), LUAVM_OK);
    assert_status(luavm_configure(config, NULL), LUAVM_ARGUMENT);
  }
  assert_int_equal(stats().vm_cap, 1000);
}

static void wrong_counter_structs_are_refused_unwritten(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  assert_status(luavm_stats(NULL), LUAVM_ARGUMENT);
  assert_status(vm_mem_usage(vm, NULL), LUAVM_ARGUMENT);
  static const int32_t off[] = {-8, -1, 1, 8, 1000};
  for (size_t i = 0; i <= COUNT(off); i++) {
    int64_t by = i < COUNT(off) ? off[i] : -(int64_t)sizeof(luavm_statistics);
    luavm_statistics s = {.struct_size = (uint32_t)((int64_t)sizeof s + by),
                          .block_count = 12345};
    assert_status(luavm_stats(&s), LUAVM_ARGUMENT);
    assert_true(s.block_count == 12345);
    by = i < COUNT(off) ? off[i] : -(int64_t)sizeof(luavm_memory);
    luavm_memory m = {.struct_size = (uint32_t)((int64_t)sizeof m + by),
                      .refused_count = 12345};
    assert_status(vm_mem_usage(vm, &m), LUAVM_ARGUMENT);
    assert_true(m.refused_count == 12345);
  }
  vm_end(vm);
}

static void dead_everywhere(luavm_vm vm) {
  luavm_result *result = eval(vm, "return 1", NULL);
  assert_result(result, LUAVM_HANDLE);
  release(result);
  luavm_memory memory = {
      .struct_size = sizeof memory, .used_bytes = 5, .refused_count = 5};
  assert_status(vm_mem_usage(vm, &memory), LUAVM_HANDLE);
  assert_true(memory.used_bytes == 0 && memory.refused_count == 0);
  int64_t figure = 5;
  assert_status(vm_gc(vm, LUAVM_GC_COLLECT, 0, &figure), LUAVM_HANDLE);
  assert_true(figure == 0);
  assert_status(vm_reset(vm), LUAVM_HANDLE);
  assert_status(vm_interrupt(vm), LUAVM_HANDLE);
  assert_status(vm_free(vm), vm == 0 ? LUAVM_OK : LUAVM_HANDLE);
}

static void a_handle_that_is_no_vm_is_handle_everywhere(void **state) {
  (void)state;
  luavm_vm live = vm_make(NULL), freed = vm_make(NULL);
  vm_end(freed);
  const luavm_vm foreign[] = {0,          1,          65535,
                              65536,      UINT32_MAX, UINT64_C(0xdeadbeefcafef00d),
                              UINT64_MAX, INT64_MAX,  (luavm_vm)(uintptr_t)&live};
  dead_everywhere(freed);
  for (size_t i = 0; i < COUNT(foreign); i++)
    if (foreign[i] != live) dead_everywhere(foreign[i]);
  for (int bit = 0; bit < 64; bit++) dead_everywhere(live ^ UINT64_C(1) << bit);
  expect_answer(live);
  vm_end(live);
}

static void a_second_free_of_a_result_is_argument(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "return 1", NULL);
  release(result);
  for (int i = 0; i < 3; i++) assert_status(vm_result_free(result), LUAVM_ARGUMENT);
  expect_answer(vm);
  vm_end(vm);
}

static void a_second_free_of_a_buffer_is_argument(void **state) {
  (void)state;
  luavm_buffer *error = NULL;
  assert_status(luavm_configure(NULL, &error), LUAVM_ARGUMENT);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  for (int i = 0; i < 3; i++) assert_status(luavm_buffer_free(error), LUAVM_ARGUMENT);
}

static void the_free_of_another_kind_is_argument_and_frees_nothing(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "return 'whole'", NULL);
  luavm_buffer *error = NULL;
  assert_status(luavm_configure(NULL, &error), LUAVM_ARGUMENT);
  assert_status(luavm_buffer_free((luavm_buffer *)(void *)result), LUAVM_ARGUMENT);
  assert_status(vm_result_free((luavm_result *)(void *)error), LUAVM_ARGUMENT);
  assert_text(result->values[0].as.bytes, "whole");
  assert_int_equal(strlen(error->data), error->length);
  release(result);
  assert_status(luavm_buffer_free(error), LUAVM_OK);
  vm_end(vm);
}

static void the_free_of_a_foreign_pointer_is_argument(void **state) {
  (void)state;
  luavm_vm vm = vm_make(NULL);
  luavm_result *result = eval(vm, "return {'inner'}", NULL), local;
  char *block = malloc(4096);
  memset(block, 0, 4096);
  void *const foreign[] = {&local,
                           block,
                           block + 16,
                           (char *)result + 8,
                           result + 1,
                           (void *)(uintptr_t)result->values,
                           (void *)(uintptr_t)result->values[0].as.table,
                           (void *)(uintptr_t) "text",
                           (void *)1,
                           (void *)8,
                           (void *)UINTPTR_MAX,
                           (void *)(uintptr_t)vm};
  for (size_t i = 0; i < COUNT(foreign); i++) {
    assert_status(vm_result_free(foreign[i]), LUAVM_ARGUMENT);
    assert_status(luavm_buffer_free(foreign[i]), LUAVM_ARGUMENT);
  }
  free(block);
  release(result);
  vm_end(vm);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_source_over_its_maximum_is_refused_unread),
      TEST(a_source_of_the_maximum_is_read),
      TEST(a_chunk_name_over_its_maximum_is_refused_unread),
      TEST(null_with_a_length_is_argument),
      TEST(unknown_eval_options_are_refused_by_name),
      TEST(a_wrong_configuration_is_refused_with_a_message),
      TEST(wrong_counter_structs_are_refused_unwritten),
      TEST(a_handle_that_is_no_vm_is_handle_everywhere),
      TEST(a_second_free_of_a_result_is_argument),
      TEST(a_second_free_of_a_buffer_is_argument),
      TEST(the_free_of_another_kind_is_argument_and_frees_nothing),
      TEST(the_free_of_a_foreign_pointer_is_argument),
  };
  return RUN("misuse", tests);
}
