/* What all fuzz targets share: bytes to take decisions from, a script to write,
 * and what must hold for every result. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "luavm.h"

/* A violated promise is reported and recorded as a crash is. */
#define CHECK(condition, ...)                                                       \
  do {                                                                              \
    if (!(condition)) {                                                             \
      fprintf(stderr, "%s:%d: %s does not hold: ", __FILE__, __LINE__, #condition); \
      fprintf(stderr, __VA_ARGS__);                                                 \
      fputc('\n', stderr);                                                          \
      abort();                                                                      \
    }                                                                               \
  } while (0)

/* The bytes of one input; taken from the front, zeros once they are used up. */
typedef struct input {
  const uint8_t *data;
  size_t size;
} input;

uint8_t take_byte(input *in);
uint64_t take_number(input *in, int bytes);
size_t take_choice(input *in, size_t count); /* below count */
/* A run whose length is its first byte, cut to `most`. */
input take_run(input *in, size_t most);
/* 64 bits that depend on all bytes. */
uint64_t hash_of(const uint8_t *data, size_t size);

/* A script being written. What does not fit is left out. */
typedef struct text {
  char data[32768];
  size_t length;
} text;

void put(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A Lua string literal for any bytes. */
void put_literal(text *to, input bytes);

/* Walks all a result points to: every length, terminator, id and limit. Returns
 * how many bytes its values take. */
uint64_t check_result(const luavm_result *result, luavm_status status);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
