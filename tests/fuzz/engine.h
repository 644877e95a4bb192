/* A VM of the native layer alone, small, and with every promise checked. */
#ifndef ENGINE_H
#define ENGINE_H

#include "input.h"
#include "shim.h"

typedef struct limits {
  uint32_t profile;
  uint64_t memory_bytes;
  int64_t fuel;
  uint64_t output_bytes;
  uint64_t result_bytes;
} limits;

/* 1 MiB, 20,000 units of fuel, 4 KiB of output, 64 KiB of values. */
extern const limits engine_limits;

/* NULL where the memory limit is too small for a VM at all. */
struct vm *engine_open(const limits *l);
/* Runs a script; what every eval promises is checked. */
luavm_result *engine_eval(struct vm *v, const limits *l, const char *source,
                          size_t length);
void engine_free(luavm_result *result);
/* The VM still answers, and after it nothing is held. */
void engine_close(struct vm *v);

/* Runs a script of the fuzzer's in a VM of its own; the harness's part of it says
 * itself what went wrong: error("violated: ..."). */
void engine_run(const char *source, size_t length);
/* The same, then once more with fuel, and once with memory, that ends on the way. */
void engine_starve(const char *source, size_t length, uint64_t choice);

#endif
