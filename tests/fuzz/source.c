/* Any bytes as a Lua program. */
#include "engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  engine_starve((const char *)data, size, hash_of(data, size));
  return 0;
}
