/* Runs a target over recorded inputs, one test for each: REPLAY FILE... */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "input.h"

/* A copy without a byte to spare, so that the sanitizer sees reads past it. */
static void replay(void **state) {
  FILE *file = fopen(*state, "rb");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  size_t size = (size_t)ftell(file);
  rewind(file);
  uint8_t *data = malloc(size ? size : 1);
  assert_non_null(data);
  assert_int_equal(fread(data, 1, size, file), size);
  fclose(file);
  LLVMFuzzerTestOneInput(data, size);
  free(data);
}

int main(int count, char **files) {
  struct CMUnitTest *tests = calloc((size_t)count, sizeof *tests);
  if (tests == NULL) return 1;
  for (int i = 1; i < count; i++)
    tests[i - 1] = (struct CMUnitTest){files[i], replay, NULL, NULL, files[i]};
  int failed = _cmocka_run_group_tests(files[0], tests, (size_t)count - 1, NULL, NULL);
  free(tests);
  return failed;
}
