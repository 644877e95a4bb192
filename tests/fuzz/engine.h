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

/* First line of a script that checks what it sees by itself. */
#define ENGINE_PRELUDE                                              \
  "local function check(what, ok) if not ok then error('violated: " \
  "' .. what) end end\n"

/* Runs such a script in a VM of its own; no check may fail in it. */
void engine_check(const text *script);

/* Runs any script, then once more where fuel or memory ends on the way. */
void engine_starve(const char *source, size_t length, uint64_t choice);

#endif
