#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

bool value_integer(bench_value *value, int64_t number) {
  int length = snprintf(value->text, sizeof value->text, "integer %" PRId64, number);
  value->length = (size_t)length;
  return true;
}

bool value_number(bench_value *value, double number) {
  int length = snprintf(value->text, sizeof value->text, "number %.17g", number);
  value->length = (size_t)length;
  return true;
}

bool value_string(bench_value *value, const char *text, size_t length) {
  static const char prefix[] = "string ";
  size_t prefix_length = sizeof prefix - 1;
  value->length = 0;
  if (length > sizeof value->text - prefix_length)
    return bench_fail(
        "a program returned %zu bytes; return a checksum of at "
        "most %zu bytes instead",
        length, sizeof value->text - prefix_length);
  memcpy(value->text, prefix, prefix_length);
  memcpy(value->text + prefix_length, text, length);
  value->length = prefix_length + length;
  return true;
}

bool value_equal(const bench_value *left, const bench_value *right) {
  return left->length == right->length &&
         memcmp(left->text, right->text, left->length) == 0;
}
