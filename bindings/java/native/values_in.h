/* Values that enter a VM, out of one run of bytes that Java wrote.
 * ValueWriter.java writes it:
 *
 *   int32 status (of a reply, else 0), int32 values, int32 tables, int32 strings,
 *   int64 cells (all values: also items, keys and values of tables),
 *   int32 place of the directory, int32 0,
 *   the values, then per table its items and its pairs, key before value,
 *   the directory: per table int32 items, int32 pairs, int32 kind.
 *
 * Values are as in values_out.h, with these differences: a reference that the
 * library is to release is VALUE_TAKE more; there are no host objects, which go in
 * as references. */
#ifndef LUAVM_JNI_VALUES_IN_H
#define LUAVM_JNI_VALUES_IN_H

#include <luavm.h>
#include <stdint.h>

#define VALUE_TAKE 32

/* Bytes before the first value. */
#define VALUES_HEAD 32

typedef struct values_in {
  luavm_status status;
  size_t value_count;
  luavm_value *values; /* inside the room */
} values_in;

/* Bytes that values_read needs for a message: `head` is its first VALUES_HEAD. */
size_t values_room(const char *head, size_t length);

/* Whether a message has no strings and tables, and at most that many values. */
int values_are_plain(const char *head, size_t count);

/* Reads a message that lies at the beginning of its room, aligned to 16 bytes. What
 * it gives points into the room. */
values_in values_read(char *room, size_t length);

#endif
