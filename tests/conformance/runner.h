/* Runs programs one after another in one engine, each in a state of its own,
 * and answers what became of it: how it ended, its message or its values.
 * What a program prints goes where it prints it, to this process's stdout. */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Shown in messages; the same for every program. */
#define CHUNK_NAME "program.lua"

/* More than any program needs, less than those that ask for too much want. */
#define MEMORY_BYTES ((uint64_t)1 << 30)

/* A growing text. */
typedef struct text {
  char *data;
  size_t length, room;
} text;

void text_add(text *t, const char *data, size_t length);
void text_line(text *t, const char *label, const char *data, size_t length);
void text_number(text *t, double number);

/* One engine; `run` appends the answer and returns the fuel spent. */
typedef struct engine {
  bool (*open)(const char *what);
  uint64_t (*run)(const char *source, size_t length, text *answer);
} engine;

extern const engine stock_engine, our_engine;

#endif
