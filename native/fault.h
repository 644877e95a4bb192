/* Requests for memory that are made to fail, so that tests see every place where
 * there may be none.
 *
 * A point is one request: by Lua of its arena, by the library of a VM's limit or
 * of the system. Points are counted per thread: one thread runs a VM at a time,
 * so a count means the same whatever the rest of the process does.
 *
 * This costs nothing while it is off: an arena under test keeps its `mark` at 0,
 * so that the test every request makes anyway leads to the slow path. */
#ifndef LUAVM_FAULT_H
#define LUAVM_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

/* Requests of this thread are being counted. */
bool fault_armed(void);

/* Counts one request; true if it is to fail. */
bool fault_strikes(void);

static inline void *fault_malloc(size_t bytes) {
  return fault_strikes() ? NULL : malloc(bytes);
}

static inline void *fault_calloc(size_t count, size_t bytes) {
  return fault_strikes() ? NULL : calloc(count, bytes);
}

static inline void *fault_realloc(void *block, size_t bytes) {
  return fault_strikes() ? NULL : realloc(block, bytes);
}

#endif
