#include "result.h"

#include <stdlib.h>
#include <string.h>

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

static int place_for(result_plan *plan, uint64_t id) {
  size_t before = plan->place_room;
  if (id <= before) return 1;
  if (id > INT32_MAX) return 0;
  void *grown = grow(plan->places, &plan->place_room, (size_t)id, sizeof *plan->places);
  if (grown == NULL) return 0;
  plan->places = grown;
  memset(plan->places + before, 0, (plan->place_room - before) * sizeof *plan->places);
  return 1;
}

static int measure_table(result_plan *plan, const luavm_table *table) {
  if (!place_for(plan, table->id)) return 0;
  if (plan->places[table->id - 1] != 0) return 1;
  void *grown = grow(plan->tables, &plan->table_room, plan->table_count + 1,
                     sizeof *plan->tables);
  if (grown == NULL) return 0;
  plan->tables = grown;
  plan->tables[plan->table_count++] = table;
  plan->places[table->id - 1] = (int32_t)plan->table_count;
  plan->bytes += 2 * sizeof(int32_t);
  return 1;
}

static int measure_value(result_plan *plan, const luavm_value *value) {
  plan->bytes++;
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

static int measure_values(result_plan *plan, const luavm_value *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!measure_value(plan, &values[i])) return 0;
  return 1;
}

static uint64_t text_bytes(luavm_bytes text) {
  return sizeof(int32_t) + text.length;
}

int result_measure(result_plan *plan, const luavm_result *result) {
  *plan = (result_plan){.result = result};
  plan->bytes = 3 * sizeof(int32_t) + 7 * sizeof(int64_t);
  plan->bytes += text_bytes(result->message) + text_bytes(result->traceback) +
                 text_bytes(result->source) + text_bytes(result->output);
  if (!measure_values(plan, result->values, result->value_count)) return 0;
  /* The list grows behind this loop: depth costs no stack. */
  for (size_t t = 0; t < plan->table_count; t++) {
    const luavm_table *table = plan->tables[t];
    if (!measure_values(plan, table->items, table->item_count)) return 0;
    for (size_t i = 0; i < table->pair_count; i++)
      if (!measure_value(plan, &table->pairs[i].key) ||
          !measure_value(plan, &table->pairs[i].value))
        return 0;
  }
  return 1;
}

/* ------------------------------------------------------------------ Write */

static char *put(char *to, const void *from, size_t bytes) {
  if (bytes != 0) memcpy(to, from, bytes);
  return to + bytes;
}

static char *put_int32(char *to, int32_t number) {
  return put(to, &number, sizeof number);
}

static char *put_int64(char *to, uint64_t number) {
  return put(to, &number, sizeof number);
}

/* Lengths fit: the caller has seen that all bytes together do. */
static char *put_text(char *to, luavm_bytes text) {
  return put(put_int32(to, (int32_t)text.length), text.data, text.length);
}

static char *put_value(const result_plan *plan, char *to, const luavm_value *value) {
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

static char *put_values(const result_plan *plan, char *to, const luavm_value *values,
                        size_t count) {
  for (size_t i = 0; i < count; i++) to = put_value(plan, to, &values[i]);
  return to;
}

static char *put_usage(char *to, const luavm_usage *usage) {
  to = put_int64(to, usage->fuel);
  to = put_int64(to, usage->wall_ns);
  to = put_int64(to, usage->cpu_ns);
  to = put_int64(to, usage->memory_bytes);
  to = put_int64(to, usage->memory_peak_bytes);
  return put_int64(to, usage->gc_count);
}

static char *put_head(const result_plan *plan, char *to) {
  const luavm_result *result = plan->result;
  to = put_int32(to, result->status);
  to = put_int32(to, (int32_t)plan->table_count);
  to = put_int64(to, (uint64_t)result->line);
  to = put_usage(to, &result->usage);
  to = put_text(to, result->message);
  to = put_text(to, result->traceback);
  to = put_text(to, result->source);
  to = put_text(to, result->output);
  return put_int32(to, (int32_t)result->value_count);
}

void result_write(const result_plan *plan, char *to) {
  to = put_head(plan, to);
  for (size_t t = 0; t < plan->table_count; t++) {
    to = put_int32(to, (int32_t)plan->tables[t]->item_count);
    to = put_int32(to, (int32_t)plan->tables[t]->pair_count);
  }
  to = put_values(plan, to, plan->result->values, plan->result->value_count);
  for (size_t t = 0; t < plan->table_count; t++) {
    const luavm_table *table = plan->tables[t];
    to = put_values(plan, to, table->items, table->item_count);
    for (size_t i = 0; i < table->pair_count; i++) {
      to = put_value(plan, to, &table->pairs[i].key);
      to = put_value(plan, to, &table->pairs[i].value);
    }
  }
}

void result_plan_free(result_plan *plan) {
  free(plan->tables);
  free(plan->places);
}
