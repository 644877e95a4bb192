/* Version, ABI number and the names of the statuses. */
#include "abi.h"

static void the_version_is_the_headers(void **state) {
  (void)state;
  assert_string_equal(luavm_version(), LUAVM_VERSION);
  assert_ptr_equal(luavm_version(), luavm_version());
}

static void the_abi_version_is_the_headers(void **state) {
  (void)state;
  assert_int_equal(luavm_abi_version(), LUAVM_ABI_VERSION);
}

static void every_status_has_its_name(void **state) {
  (void)state;
  static const char *const names[] = {
      "ok",      "runtime", "argument",  "syntax",      "memory",  "timeout", "fuel",
      "sandbox", "output",  "cancelled", "internal",    "handle",  "busy",    "quota",
      "closed",  "forked",  "network",   "unsupported", "pending", "yielded"};
  assert_int_equal(COUNT(names), LUAVM_YIELDED + 1);
  for (size_t i = 0; i < COUNT(names); i++)
    assert_string_equal(luavm_status_name((luavm_status)i), names[i]);
}

static void a_number_that_is_no_status_is_called_unknown(void **state) {
  (void)state;
  static const luavm_status numbers[] = {-1, LUAVM_YIELDED + 1, 255, INT32_MIN,
                                         INT32_MAX};
  for (size_t i = 0; i < COUNT(numbers); i++)
    assert_string_equal(luavm_status_name(numbers[i]), "unknown");
}

static void giving_back_nothing_is_fine(void **state) {
  (void)state;
  assert_status(luavm_buffer_free(NULL), LUAVM_OK);
  assert_status(vm_result_free(NULL), LUAVM_OK);
  assert_status(vm_free(0), LUAVM_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_version_is_the_headers),
      TEST(the_abi_version_is_the_headers),
      TEST(every_status_has_its_name),
      TEST(a_number_that_is_no_status_is_called_unknown),
      TEST(giving_back_nothing_is_fine),
  };
  return RUN("library", tests);
}
