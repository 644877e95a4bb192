/* What the library owes the process it lives in; for gate.c. */
#ifndef LUAVM_PROCESS_H
#define LUAVM_PROCESS_H

#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* Points to 1 in the process that opened the library; to 0 before that, and in
 * every child of it. */
extern const char *process_mark;

bool process_open_first(void);

/* True where the library may run; opens it at the first call. False: this is a
 * child made by fork. */
static inline bool process_open(void) {
  const char *mark = __atomic_load_n(&process_mark, __ATOMIC_ACQUIRE);
  return __builtin_expect(__atomic_load_n(mark, __ATOMIC_RELAXED) != 0, 1) ||
         process_open_first();
}

#pragma GCC visibility pop

#endif
