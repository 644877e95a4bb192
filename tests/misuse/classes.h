/* The rows of the matrix: ways to misuse an export. */
#ifndef CLASSES_H
#define CLASSES_H

#include "call.h"

typedef struct misuse {
  const char *name; /* a sentence about the export, with underscores */
  bool (*applies)(const export *of);
  void (*run)(const export *of);
  bool leaves; /* the process does not come back to its counters */
} misuse;

extern const misuse argument_misuses[], handle_misuses[], block_misuses[],
    thread_misuses[], process_misuses[], callback_misuses[], answer_misuses[],
    value_misuses[], bound_misuses[];

/* Values that are none. */
enum { GARBAGE = 22 };
extern const luavm_value garbage[GARBAGE];

bool every_export(const export *of);

/* The library as dlopen gave it. */
extern void *library;

#endif
