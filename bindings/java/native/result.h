/* A result block as one run of bytes, which Java reads after a single crossing.
 *
 * All numbers are in the machine's byte order; a text is an int32 length and its
 * bytes. ResultReader.java reads it, in this order:
 *
 *   int32 status, int32 tables, int64 line, int64 × 6 usage,
 *   text message, traceback, source, output,
 *   int32 values,
 *   per table: int32 items, int32 pairs,
 *   the values, then per table its items and its pairs, key before value.
 *
 * A value is a byte, its luavm_type, and: nothing for nil, a byte for a boolean,
 * an int64 for an integer, a double for a number, a text for a string, the int32
 * place of the table (from 0) for a table, an int64 for what is opaque. */
#ifndef LUAVM_JNI_RESULT_H
#define LUAVM_JNI_RESULT_H

#include <luavm.h>
#include <stdint.h>

/* Changes with what is described above. */
#define RESULT_FORMAT 1

/* What result_plan found out about a result. */
typedef struct result_plan {
  const luavm_result *result;
  const luavm_table **tables; /* in the order in which they are written */
  int32_t *places;            /* by id - 1: place in `tables` + 1, 0: none yet */
  size_t table_count;
  size_t table_room;
  size_t place_room;
  uint64_t bytes; /* all that result_write will write */
} result_plan;

/* Measures a result and lists its tables. Returns 0 if there is no memory for that;
 * end the plan with result_plan_free in any case. */
int result_measure(result_plan *plan, const luavm_result *result);

/* Writes plan->bytes bytes. */
void result_write(const result_plan *plan, char *to);

void result_plan_free(result_plan *plan);

#endif
