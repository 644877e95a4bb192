#include "input.h"

#include <stdarg.h>

uint8_t take_byte(input *in) {
  if (in->size == 0) return 0;
  in->size--;
  return *in->data++;
}

uint64_t take_number(input *in, int bytes) {
  uint64_t number = 0;
  for (; bytes > 0; bytes--) number = number << 8 | take_byte(in);
  return number;
}

size_t take_choice(input *in, size_t count) {
  return take_byte(in) % count;
}

input take_run(input *in, size_t most) {
  size_t length = take_byte(in);
  if (length > most) length = most;
  if (length > in->size) length = in->size;
  input run = {in->data, length};
  in->data += length;
  in->size -= length;
  return run;
}

uint64_t hash_of(const uint8_t *data, size_t size) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; i++) hash = (hash ^ data[i]) * 1099511628211u;
  return hash ^ hash >> 29;
}

void put(text *to, const char *format, ...) {
  size_t room = sizeof to->data - to->length;
  va_list args;
  va_start(args, format);
  int n = vsnprintf(to->data + to->length, room, format, args);
  va_end(args);
  if (n > 0 && (size_t)n < room) to->length += (size_t)n;
  to->data[to->length] = 0;
}

void put_literal(text *to, input bytes) {
  put(to, "\"");
  for (size_t i = 0; i < bytes.size; i++) {
    uint8_t c = bytes.data[i];
    bool plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    put(to, plain ? "%c" : "\\%03d", c);
  }
  put(to, "\"");
}

/* ---------------------------------------------------------------- results */

/* The tables of a result by their ids; [0..done) have been walked. */
typedef struct walk {
  const luavm_table **tables;
  size_t count, done, capacity;
  uint64_t bytes;
} walk;

static void check_bytes(const luavm_bytes *bytes) {
  CHECK(bytes->data != NULL, "bytes without an address");
  CHECK(bytes->data[bytes->length] == 0, "no NUL after %zu bytes", bytes->length);
  for (size_t i = 0; i < bytes->length; i++) *(volatile const char *)(bytes->data + i);
}

static void meet_table(walk *w, const luavm_table *table) {
  CHECK(table != NULL && table->id != 0, "a table without an id");
  CHECK(table->id < 1 << 24, "id %llu", (unsigned long long)table->id);
  if (table->id > w->capacity) {
    size_t capacity = table->id * 2;
    w->tables = realloc(w->tables, capacity * sizeof *w->tables);
    CHECK(w->tables != NULL, "no memory for the walk");
    memset(w->tables + w->capacity, 0, (capacity - w->capacity) * sizeof *w->tables);
    w->capacity = capacity;
  }
  if (table->id > w->count) w->count = table->id;
  const luavm_table **slot = w->tables + table->id - 1;
  CHECK(*slot == NULL || *slot == table, "two tables with one id");
  *slot = table;
}

/* What stands for a value of the VM. */
static void check_flagged(const luavm_value *value) {
  bool object = value->flags == LUAVM_VALUE_OBJECT;
  CHECK(object || value->flags == LUAVM_VALUE_REFERENCE, "flags %u", value->flags);
  if (object) {
    CHECK(value->type == LUAVM_USERDATA && value->as.object->id != 0, "an object of %d",
          value->type);
  } else {
    CHECK(value->type >= LUAVM_TABLE && value->type <= LUAVM_USERDATA,
          "a reference of %d", value->type);
    CHECK(value->as.reference != 0, "no reference");
  }
}

static void check_value(walk *w, const luavm_value *value) {
  w->bytes += sizeof *value;
  if (value->flags != 0) {
    check_flagged(value);
    return;
  }
  switch (value->type) {
    case LUAVM_BYTES:
      check_bytes(value->as.bytes);
      w->bytes += sizeof(luavm_bytes) + value->as.bytes->length + 1;
      break;
    case LUAVM_TABLE:
      meet_table(w, value->as.table);
      break;
    case LUAVM_BOOLEAN:
      CHECK((value->as.integer & ~1) == 0, "a boolean of %lld",
            (long long)value->as.integer);
      break;
    default:
      CHECK(value->type >= LUAVM_NIL && value->type <= LUAVM_USERDATA, "type %d",
            value->type);
  }
}

static bool may_be_key(const luavm_value *key) {
  return key->type != LUAVM_NIL &&
         !(key->type == LUAVM_NUMBER && key->as.number != key->as.number);
}

static void check_table(walk *w, const luavm_table *table) {
  w->bytes += sizeof *table;
  for (size_t i = 0; i < table->item_count; i++) {
    CHECK(table->items[i].type != LUAVM_NIL, "item %zu is nil", i + 1);
    check_value(w, table->items + i);
  }
  for (size_t i = 0; i < table->pair_count; i++) {
    const luavm_value *key = &table->pairs[i].key;
    CHECK(may_be_key(key), "pair %zu has a key of type %d", i, key->type);
    CHECK(key->type != LUAVM_INTEGER || key->as.integer < 1 ||
              (uint64_t)key->as.integer > table->item_count + 1,
          "pair %lld belongs to the %zu items", (long long)key->as.integer,
          table->item_count);
    CHECK(table->pairs[i].value.type != LUAVM_NIL, "pair %zu has a nil value", i);
    check_value(w, key);
    check_value(w, &table->pairs[i].value);
  }
}

uint64_t check_result(const luavm_result *r, luavm_status status) {
  CHECK(r->struct_size == sizeof *r, "struct_size is %u", r->struct_size);
  CHECK(r->status == status, "the block says %d, the call %d", r->status, status);
  check_bytes(&r->message);
  check_bytes(&r->traceback);
  check_bytes(&r->source);
  check_bytes(&r->output);
  CHECK(r->line >= 0, "line %lld", (long long)r->line);
  CHECK(status == LUAVM_OK || r->value_count == 0, "values of a failure");
  CHECK(status != LUAVM_OK || r->message.length + r->traceback.length == 0,
        "success with a message: %s", r->message.data);
  walk w = {0};
  for (size_t i = 0; i < r->value_count; i++) check_value(&w, r->values + i);
  for (; w.done < w.count; w.done++) {
    CHECK(w.tables[w.done] != NULL, "no table has the id %zu", w.done + 1);
    check_table(&w, w.tables[w.done]);
  }
  free(w.tables);
  return w.bytes;
}
