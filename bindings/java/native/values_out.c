#include "values_out.h"

#include <stdlib.h>
#include <string.h>

/* Fewer items are not worth a form of their own. */
#define BULK_MIN 8

/* ---------------------------------------------------------------- Measure */

/* Makes room for `wanted` elements. Returns the array or NULL. */
static void *grow(void *array, size_t *room, size_t wanted, size_t bytes) {
  if (wanted <= *room) return array;
  size_t more = *room < 16 ? 16 : *room * 2;
  if (more < wanted) more = wanted;
  if (more > SIZE_MAX / bytes) return NULL;
  void *grown = realloc(array, more * bytes);
  if (grown != NULL) *room = more;
  return grown;
}

static int place_for(values_plan *plan, uint64_t id) {
  size_t before = plan->place_room;
  if (id <= before) return 1;
  if (id > INT32_MAX) return 0;
  void *grown = grow(plan->places, &plan->place_room, (size_t)id, sizeof *plan->places);
  if (grown == NULL) return 0;
  plan->places = grown;
  memset(plan->places + before, 0, (plan->place_room - before) * sizeof *plan->places);
  return 1;
}

static int32_t kind_of_items(const luavm_table *table) {
  if (table->item_count < BULK_MIN) return ITEMS_MIXED;
  int32_t type = table->items[0].type;
  if (type != LUAVM_INTEGER && type != LUAVM_NUMBER) return ITEMS_MIXED;
  for (size_t i = 1; i < table->item_count; i++)
    if (table->items[i].type != type) return ITEMS_MIXED;
  return type == LUAVM_INTEGER ? ITEMS_INTEGERS : ITEMS_NUMBERS;
}

static int measure_table(values_plan *plan, const luavm_table *table) {
  if (!place_for(plan, table->id)) return 0;
  if (plan->places[table->id - 1] != 0) return 1;
  void *grown = grow(plan->tables, &plan->table_room, plan->table_count + 1,
                     sizeof *plan->tables);
  if (grown == NULL) return 0;
  plan->tables = grown;
  plan->tables[plan->table_count++] = (planned_table){table, kind_of_items(table)};
  plan->places[table->id - 1] = (int32_t)plan->table_count;
  plan->bytes += 3 * sizeof(int32_t);
  return 1;
}

static int measure_reference(values_plan *plan, luavm_ref reference) {
  void *grown = grow(plan->references, &plan->reference_room, plan->reference_count + 1,
                     sizeof *plan->references);
  if (grown == NULL) return 0;
  plan->references = grown;
  plan->references[plan->reference_count++] = reference;
  plan->bytes += sizeof(int64_t);
  return 1;
}

static int measure_value(values_plan *plan, const luavm_value *value) {
  plan->bytes++;
  if (value->flags & LUAVM_VALUE_REFERENCE)
    return measure_reference(plan, value->as.reference);
  switch (value->type) {
    case LUAVM_NIL:
      return 1;
    case LUAVM_BOOLEAN:
      plan->bytes++;
      return 1;
    case LUAVM_BYTES:
      plan->bytes += sizeof(int32_t) + value->as.bytes->length;
      return 1;
    case LUAVM_TABLE:
      plan->bytes += sizeof(int32_t);
      return measure_table(plan, value->as.table);
    default:
      plan->bytes += sizeof(int64_t);
      return 1;
  }
}

static int measure_values(values_plan *plan, const luavm_value *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!measure_value(plan, &values[i])) return 0;
  return 1;
}

static int measure_content(values_plan *plan, const planned_table *planned) {
  const luavm_table *table = planned->table;
  if (planned->kind != ITEMS_MIXED)
    plan->bytes += table->item_count * sizeof(int64_t);
  else if (!measure_values(plan, table->items, table->item_count))
    return 0;
  for (size_t i = 0; i < table->pair_count; i++)
    if (!measure_value(plan, &table->pairs[i].key) ||
        !measure_value(plan, &table->pairs[i].value))
      return 0;
  return 1;
}

int values_measure(values_plan *plan, const luavm_value *values, size_t count,
                   const luavm_value *last) {
  *plan = (values_plan){.values = values, .value_count = count, .last = last};
  plan->bytes = 2 * sizeof(int32_t);
  if (!measure_values(plan, values, count)) return 0;
  if (last != NULL && !measure_value(plan, last)) return 0;
  /* The list grows behind this loop: depth costs no stack. */
  for (size_t t = 0; t < plan->table_count; t++) {
    const planned_table planned = plan->tables[t];
    if (!measure_content(plan, &planned)) return 0;
  }
  return 1;
}

/* ------------------------------------------------------------------ Write */

static char *put(char *to, const void *from, size_t bytes) {
  if (bytes != 0) memcpy(to, from, bytes);
  return to + bytes;
}

char *put_int32(char *to, int32_t number) {
  return put(to, &number, sizeof number);
}

char *put_int64(char *to, uint64_t number) {
  return put(to, &number, sizeof number);
}

/* Lengths fit: the caller has seen that all bytes together do. */
char *put_text(char *to, luavm_bytes text) {
  return put(put_int32(to, (int32_t)text.length), text.data, text.length);
}

static char *put_value(const values_plan *plan, char *to, const luavm_value *value) {
  if (value->flags & LUAVM_VALUE_REFERENCE) {
    *to++ = (char)(value->type + VALUE_REFERENCE);
    return put_int64(to, value->as.reference);
  }
  if (value->flags & LUAVM_VALUE_OBJECT) {
    *to++ = VALUE_OBJECT;
    return put_int64(to, (uint64_t)(uintptr_t)value->as.object->user);
  }
  *to++ = (char)value->type;
  switch (value->type) {
    case LUAVM_NIL:
      return to;
    case LUAVM_BOOLEAN:
      *to++ = value->as.boolean != 0;
      return to;
    case LUAVM_BYTES:
      return put_text(to, *value->as.bytes);
    case LUAVM_TABLE:
      return put_int32(to, plan->places[value->as.table->id - 1] - 1);
    default: /* the members of the union share their place */
      return put(to, &value->as, sizeof(int64_t));
  }
}

static char *put_content(const values_plan *plan, char *to,
                         const planned_table *planned) {
  const luavm_table *table = planned->table;
  for (size_t i = 0; i < table->item_count; i++)
    to = planned->kind == ITEMS_MIXED ? put_value(plan, to, &table->items[i])
                                      : put(to, &table->items[i].as, sizeof(int64_t));
  for (size_t i = 0; i < table->pair_count; i++) {
    to = put_value(plan, to, &table->pairs[i].key);
    to = put_value(plan, to, &table->pairs[i].value);
  }
  return to;
}

char *values_write(const values_plan *plan, char *to) {
  to = put_int32(to, (int32_t)plan->table_count);
  to = put_int32(to, (int32_t)(plan->value_count + (plan->last != NULL)));
  for (size_t t = 0; t < plan->table_count; t++) {
    to = put_int32(to, (int32_t)plan->tables[t].table->item_count);
    to = put_int32(to, (int32_t)plan->tables[t].table->pair_count);
    to = put_int32(to, plan->tables[t].kind);
  }
  for (size_t i = 0; i < plan->value_count; i++)
    to = put_value(plan, to, &plan->values[i]);
  if (plan->last != NULL) to = put_value(plan, to, plan->last);
  for (size_t t = 0; t < plan->table_count; t++)
    to = put_content(plan, to, &plan->tables[t]);
  return to;
}

void values_plan_free(values_plan *plan) {
  free(plan->tables);
  free(plan->places);
  free(plan->references);
}
