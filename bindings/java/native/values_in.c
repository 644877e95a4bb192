#include "values_in.h"

#include <string.h>

#include "values_out.h"

_Static_assert(sizeof(luavm_pair) == 2 * sizeof(luavm_value), "a pair is two values");

/* Where the parts of what is read go, and how far they are filled. */
typedef struct reader {
  const char *from;
  luavm_value *cells;
  luavm_table *tables;
  luavm_bytes *strings;
} reader;

static int32_t int32_at(const char *from) {
  int32_t number;
  memcpy(&number, from, sizeof number);
  return number;
}

static uint64_t int64_at(const char *from) {
  uint64_t number;
  memcpy(&number, from, sizeof number);
  return number;
}

static int32_t take_int32(reader *in) {
  int32_t number = int32_at(in->from);
  in->from += sizeof number;
  return number;
}

static uint64_t take_int64(reader *in) {
  uint64_t number = int64_at(in->from);
  in->from += sizeof number;
  return number;
}

static size_t aligned(size_t bytes) {
  return (bytes + 15) & ~(size_t)15;
}

size_t values_room(const char *head, size_t length) {
  return aligned(length) + (size_t)int64_at(head + 16) * sizeof(luavm_value) +
         (size_t)int32_at(head + 8) * sizeof(luavm_table) +
         (size_t)int32_at(head + 12) * sizeof(luavm_bytes);
}

int values_are_plain(const char *head, size_t count) {
  return int32_at(head + 8) == 0 && int32_at(head + 12) == 0 &&
         (size_t)int32_at(head + 4) <= count;
}

static void read_value(reader *in, luavm_value *to) {
  int32_t type = (unsigned char)*in->from++;
  *to = (luavm_value){.type = type};
  if (type >= VALUE_REFERENCE) {
    to->flags = LUAVM_VALUE_REFERENCE | (type >= VALUE_TAKE ? LUAVM_VALUE_TAKE : 0);
    to->type = type % VALUE_REFERENCE;
    to->as.reference = take_int64(in);
    return;
  }
  switch (type) {
    case LUAVM_NIL:
      return;
    case LUAVM_BOOLEAN:
      to->as.boolean = *in->from++;
      return;
    case LUAVM_BYTES:
      in->strings->length = (size_t)take_int32(in);
      in->strings->data = in->from;
      in->from += in->strings->length;
      to->as.bytes = in->strings++;
      return;
    case LUAVM_TABLE:
      to->as.table = &in->tables[take_int32(in)];
      return;
    default: /* an integer or a number: the members of the union share their place */
      to->as.integer = (int64_t)take_int64(in);
  }
}

static luavm_value *read_values(reader *in, size_t count) {
  luavm_value *first = in->cells;
  in->cells += count;
  for (size_t i = 0; i < count; i++) read_value(in, &first[i]);
  return first;
}

static luavm_value *read_bulk(reader *in, size_t count, int32_t type) {
  luavm_value *first = in->cells;
  in->cells += count;
  for (size_t i = 0; i < count; i++)
    first[i] = (luavm_value){.type = type, .as.integer = (int64_t)take_int64(in)};
  return first;
}

static void read_table(reader *in, luavm_table *table, const char *directory) {
  int32_t kind = int32_at(directory + 8);
  *table = (luavm_table){.item_count = (size_t)int32_at(directory),
                         .pair_count = (size_t)int32_at(directory + 4)};
  table->items = kind == ITEMS_MIXED
                     ? read_values(in, table->item_count)
                     : read_bulk(in, table->item_count,
                                 kind == ITEMS_INTEGERS ? LUAVM_INTEGER : LUAVM_NUMBER);
  table->pairs = (const luavm_pair *)read_values(in, 2 * table->pair_count);
}

values_in values_read(char *room, size_t length) {
  values_in values = {.status = int32_at(room),
                      .value_count = (size_t)int32_at(room + 4)};
  size_t table_count = (size_t)int32_at(room + 8);
  const char *directory = room + int32_at(room + 24);
  reader in = {.from = room + VALUES_HEAD};
  in.cells = (luavm_value *)(void *)(room + aligned(length));
  in.tables = (luavm_table *)(void *)(in.cells + int64_at(room + 16));
  in.strings = (luavm_bytes *)(void *)(in.tables + table_count);
  values.values = read_values(&in, values.value_count);
  for (size_t t = 0; t < table_count; t++)
    read_table(&in, &in.tables[t], directory + t * 3 * sizeof(int32_t));
  return values;
}
