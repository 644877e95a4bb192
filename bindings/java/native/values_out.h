/* Values that leave a VM as one run of bytes, which Java reads after a single
 * crossing. ValueReader.java reads it, in this order:
 *
 *   int32 tables, int32 values,
 *   per table: int32 items, int32 pairs, int32 kind,
 *   the values, then per table its items and its pairs, key before value.
 *
 * Numbers are in the machine's byte order; a text is an int32 length and its bytes.
 * A value is a byte, its luavm_type, and: nothing for nil, a byte for a boolean, an
 * int64 for an integer, a double for a number, a text for a string, the int32 place
 * of the table (from 0) for a table, an int64 for what is opaque. A reference is
 * that byte + VALUE_REFERENCE and an int64, a host object VALUE_OBJECT and the
 * int64 that Java knows it by. Items of a table whose kind is not ITEMS_MIXED are
 * their int64s or doubles alone. */
#ifndef LUAVM_JNI_VALUES_OUT_H
#define LUAVM_JNI_VALUES_OUT_H

#include <luavm.h>
#include <stdint.h>

/* Changes with what is described here, in values_in.h and in result.h. */
#define VALUES_FORMAT 2

#define VALUE_REFERENCE 16
#define VALUE_OBJECT 64

enum items_kind { ITEMS_MIXED = 0, ITEMS_INTEGERS = 1, ITEMS_NUMBERS = 2 };

typedef struct planned_table {
  const luavm_table *table;
  int32_t kind; /* ITEMS_... */
} planned_table;

/* What values_measure found out. */
typedef struct values_plan {
  const luavm_value *values;
  size_t value_count;
  const luavm_value *last; /* NULL, or one more value after them */
  planned_table *tables;   /* in the order in which they are written */
  size_t table_count;
  size_t table_room;
  int32_t *places; /* by id - 1: place in `tables` + 1, 0: none yet */
  size_t place_room;
  luavm_ref *references; /* that the values hold */
  size_t reference_count;
  size_t reference_room;
  uint64_t bytes; /* all that values_write will write */
} values_plan;

/* Measures values and lists their tables. last: NULL, or one more value. Returns 0 if
 * there is no memory for that; end the plan with values_plan_free in any case. */
int values_measure(values_plan *plan, const luavm_value *values, size_t count,
                   const luavm_value *last);

/* Writes plan->bytes bytes. Returns where they end. */
char *values_write(const values_plan *plan, char *to);

void values_plan_free(values_plan *plan);

/* Parts of what is written, for others to write as well. */
char *put_int32(char *to, int32_t number);
char *put_int64(char *to, uint64_t number);
char *put_text(char *to, luavm_bytes text);

#endif
