/* Copies Lua values into a result block. Reads tables directly: no metamethod
 * runs, nothing is allocated from the VM, nothing can raise. Tables are taken
 * from a list in the order they are met, so depth costs no C stack. */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "value.h"
#include "vm.h"

enum { COPIED_UNSEEN = 1 << 20 }; /* bytes between two looks for a kill */

typedef struct seen {
  const Table *table;
  luavm_table *copy;
} seen;

typedef struct encoder {
  vm *vm;
  result_block *out;
  size_t room; /* result bytes still allowed */
  seen *list;  /* tables met, in order; [done..count) are to be read */
  size_t done, count, capacity;
  uint32_t *index;   /* hash of list, positions + 1 */
  size_t index_size; /* a power of two, twice the capacity */
  uint32_t steps;
  size_t copied; /* bytes of strings since the last look */
  int failure;
} encoder;

static void *reserve(encoder *e, size_t bytes) {
  if (e->failure != ENCODE_OK) return NULL;
  if (bytes > e->room) {
    e->failure = ENCODE_TOO_LARGE;
    return NULL;
  }
  void *p = block_reserve(e->out, bytes);
  if (p == NULL)
    e->failure = ENCODE_NO_MEMORY;
  else
    e->room -= bytes;
  return p;
}

static size_t slot_of(const encoder *e, const Table *t) {
  size_t mask = e->index_size - 1;
  size_t i = (size_t)(((uint64_t)(uintptr_t)t >> 4) * 0x9E3779B97F4A7C15u >> 24) & mask;
  while (e->index[i] != 0 && e->list[e->index[i] - 1].table != t) i = (i + 1) & mask;
  return i;
}

static size_t list_bytes(size_t capacity) {
  return capacity * (sizeof(seen) + 2 * sizeof(uint32_t));
}

static bool grow(encoder *e) {
  size_t capacity = e->capacity ? e->capacity * 2 : 16;
  if (capacity > UINT32_MAX / 2 ||
      !arena_charge(&e->vm->arena, list_bytes(capacity) - list_bytes(e->capacity)))
    return false;
  seen *list = fault_realloc(e->list, capacity * sizeof *list);
  if (list != NULL) e->list = list;
  free(e->index);
  e->index = fault_calloc(capacity * 2, sizeof *e->index);
  e->capacity = capacity;
  e->index_size = capacity * 2;
  if (list == NULL || e->index == NULL) {
    arena_system_refused(&e->vm->arena);
    return false;
  }
  for (size_t i = 0; i < e->count; i++)
    e->index[slot_of(e, e->list[i].table)] = (uint32_t)(i + 1);
  return true;
}

static const luavm_table *put_table(encoder *e, const Table *t) {
  if (e->count == e->capacity && e->failure == ENCODE_OK && !grow(e))
    e->failure = ENCODE_NO_MEMORY;
  if (e->failure != ENCODE_OK) return NULL;
  size_t slot = slot_of(e, t);
  if (e->index[slot] != 0) return e->list[e->index[slot] - 1].copy;
  luavm_table *copy = reserve(e, sizeof *copy);
  if (copy == NULL) return NULL;
  memset(copy, 0, sizeof *copy);
  e->list[e->count] = (seen){t, copy};
  e->index[slot] = (uint32_t)++e->count;
  copy->id = e->count;
  return copy;
}

static const luavm_bytes *put_bytes(encoder *e, const TString *s) {
  size_t length = tsslen(s);
  luavm_bytes *bytes = reserve(e, sizeof *bytes + length + 1);
  if (bytes == NULL) return NULL;
  char *data = (char *)(bytes + 1);
  memcpy(data, getstr(s), length);
  data[length] = 0;
  if ((e->copied += length) >= COPIED_UNSEEN) {
    e->copied = 0;
    if (meter_killed(&e->vm->meter)) e->failure = ENCODE_KILLED;
  }
  bytes->data = data;
  bytes->length = length;
  return bytes;
}

static luavm_value opaque(encoder *e, int type, const TValue *v) {
  luavm_value out = {type, 0, {0}};
  const void *p = ttislcf(v)             ? cast_voidp(cast_sizet(fvalue(v)))
                  : ttislightuserdata(v) ? pvalue(v)
                                         : (const void *)gcvalue(v);
  out.as.opaque = luavm_scramble(e->vm, p);
  return out;
}

static luavm_value put_value(encoder *e, const TValue *v) {
  luavm_value out = {LUAVM_NIL, 0, {0}};
  if ((++e->steps & 0xfff) == 0 && meter_killed(&e->vm->meter))
    e->failure = ENCODE_KILLED;
  switch (ttype(v)) {
    case LUA_TBOOLEAN:
      out.type = LUAVM_BOOLEAN;
      out.as.boolean = ttistrue(v);
      break;
    case LUA_TNUMBER:
      out.type = ttisinteger(v) ? LUAVM_INTEGER : LUAVM_NUMBER;
      if (ttisinteger(v))
        out.as.integer = ivalue(v);
      else
        out.as.number = fltvalue(v);
      break;
    case LUA_TSTRING:
      out.type = LUAVM_BYTES;
      out.as.bytes = put_bytes(e, tsvalue(v));
      break;
    case LUA_TTABLE:
      out.type = LUAVM_TABLE;
      out.as.table = put_table(e, hvalue(v));
      break;
    case LUA_TFUNCTION:
      return opaque(e, LUAVM_FUNCTION, v);
    case LUA_TTHREAD:
      return opaque(e, LUAVM_COROUTINE, v);
    case LUA_TUSERDATA:
    case LUA_TLIGHTUSERDATA:
      return opaque(e, LUAVM_USERDATA, v);
    default:
      break;
  }
  return out;
}

/* ------------------------------------------------------------- tables */

/* n such that 1..n are all there: the array part, then its sequel in the hash. */
static size_t item_count(const Table *t, size_t array) {
  size_t n = 0;
  while (n < array && !isempty(&t->array[n])) n++;
  if (n == array)
    while (!isempty(luaH_getint(cast(Table *, t), (lua_Integer)n + 1))) n++;
  return n;
}

static bool is_item(const Node *node, size_t items) {
  return keyisinteger(node) && l_castS2U(keyival(node)) - 1u < items;
}

static size_t pair_count(const Table *t, size_t array, size_t items) {
  size_t n = 0;
  for (size_t i = items; i < array; i++) n += !isempty(&t->array[i]);
  for (int i = 0; i < sizenode(t); i++) {
    const Node *node = gnode(t, i);
    n += !isempty(gval(node)) && !is_item(node, items);
  }
  return n;
}

static void put_pairs(encoder *e, const Table *t, size_t array, size_t items,
                      luavm_pair *pair) {
  for (size_t i = items; i < array; i++) {
    if (isempty(&t->array[i])) continue;
    pair->key = (luavm_value){LUAVM_INTEGER, 0, {.integer = (int64_t)i + 1}};
    pair++->value = put_value(e, &t->array[i]);
  }
  for (int i = 0; i < sizenode(t); i++) {
    const Node *node = gnode(t, i);
    if (isempty(gval(node)) || is_item(node, items)) continue;
    TValue key;
    getnodekey(e->vm->L, &key, node);
    pair->key = put_value(e, &key);
    pair++->value = put_value(e, gval(node));
  }
}

static void read_table(encoder *e, seen s) {
  size_t array = luaH_realasize(s.table);
  size_t items = item_count(s.table, array);
  size_t pairs = pair_count(s.table, array, items);
  luavm_value *item = reserve(e, items * sizeof *item);
  luavm_pair *pair = reserve(e, pairs * sizeof *pair);
  if (e->failure != ENCODE_OK) return;
  s.copy->items = item;
  s.copy->item_count = items;
  s.copy->pairs = pair;
  s.copy->pair_count = pairs;
  for (size_t i = 0; i < items && e->failure == ENCODE_OK; i++)
    item[i] = put_value(
        e, i < array ? &s.table->array[i]
                     : luaH_getint(cast(Table *, s.table), (lua_Integer)i + 1));
  if (e->failure == ENCODE_OK) put_pairs(e, s.table, array, items, pair);
}

int value_encode(lua_State *L, int first, result_block *out, size_t limit) {
  encoder e = {.vm = vm_of(L), .out = out, .room = limit};
  size_t count = (size_t)(lua_gettop(L) - first + 1);
  luavm_value *values = reserve(&e, count * sizeof *values);
  for (size_t i = 0; i < count && e.failure == ENCODE_OK; i++)
    values[i] = put_value(&e, s2v(L->ci->func.p + first + i));
  while (e.failure == ENCODE_OK && e.done < e.count) {
    read_table(&e, e.list[e.done++]);
    if (meter_killed(&e.vm->meter)) e.failure = ENCODE_KILLED;
  }
  if (e.failure == ENCODE_OK) {
    out->as.result.values = values;
    out->as.result.value_count = count;
  }
  free(e.list);
  free(e.index);
  arena_discharge(&e.vm->arena, list_bytes(e.capacity));
  return e.failure;
}
