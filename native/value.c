/* Copies Lua values into a result block. Reads tables directly: no metamethod
 * runs, nothing is allocated from the VM, nothing can raise. Tables are taken
 * from a list in the order they are met, so depth costs no C stack. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "host.h"
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
  encoding *how;
  size_t room; /* result bytes still allowed */
  origin here;
  origin *origins; /* of the list, where shared tables are refused */
  seen *list;      /* tables met, in order; [done..count) are to be read */
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

static bool refuses_shared(const encoder *e) {
  return (e->how->flags & LUAVM_EVAL_REFUSE_SHARED) != 0;
}

static size_t list_bytes(const encoder *e, size_t capacity) {
  size_t each = sizeof(seen) + 2 * sizeof(uint32_t);
  return capacity * (refuses_shared(e) ? each + sizeof(origin) : each);
}

static bool grow_list(encoder *e, size_t capacity) {
  seen *list = fault_realloc(e->list, capacity * sizeof *list);
  if (list != NULL) e->list = list;
  free(e->index);
  e->index = fault_calloc(capacity * 2, sizeof *e->index);
  if (refuses_shared(e)) {
    origin *origins = fault_realloc(e->origins, capacity * sizeof *origins);
    if (origins == NULL) return false;
    e->origins = origins;
  }
  return list != NULL && e->index != NULL;
}

static bool grow(encoder *e) {
  size_t capacity = e->capacity ? e->capacity * 2 : 16;
  if (capacity > UINT32_MAX / 2 ||
      !arena_charge(&e->vm->arena,
                    list_bytes(e, capacity) - list_bytes(e, e->capacity)))
    return false;
  bool grown = grow_list(e, capacity);
  e->capacity = capacity;
  e->index_size = capacity * 2;
  if (!grown) {
    arena_system_refused(&e->vm->arena);
    return false;
  }
  for (size_t i = 0; i < e->count; i++)
    e->index[slot_of(e, e->list[i].table)] = (uint32_t)(i + 1);
  return true;
}

/* ------------------------------------------------------------------ refusing */

static void refuse_shared(encoder *e, size_t position) {
  char first[176], second[176];
  name_place(e->origins, first, sizeof first, e->origins[position]);
  name_place(e->origins, second, sizeof second, e->here);
  snprintf(e->how->complaint, e->how->complaint_room,
           "the table at %s is also at %s; return a copy there, or allow shared tables",
           first, second);
  e->failure = ENCODE_SHARED;
}

/* ------------------------------------------------------------- references */

void value_drop_references(vm *v, result_block *b) {
  for (result_reference *r = b->references; r != NULL; r = r->next)
    ref_release(v, r->reference);
  b->references = NULL;
}

static luavm_value refer(encoder *e, int type, const TValue *v) {
  luavm_value out = {type, LUAVM_VALUE_REFERENCE, {0}};
  if (e->failure != ENCODE_OK) return out;
  result_reference *r = block_reserve(e->out, sizeof *r);
  luavm_ref reference = r == NULL ? 0 : ref_make(e->vm, v, REF_VALUE);
  if (reference == 0) {
    e->failure = ENCODE_NO_MEMORY;
    return out;
  }
  *r = (result_reference){e->out->references, reference};
  e->out->references = r;
  out.as.reference = reference;
  return out;
}

static const luavm_table *put_table(encoder *e, const Table *t) {
  if (e->count == e->capacity && e->failure == ENCODE_OK && !grow(e))
    e->failure = ENCODE_NO_MEMORY;
  if (e->failure != ENCODE_OK) return NULL;
  size_t slot = slot_of(e, t);
  if (e->index[slot] != 0) {
    if (refuses_shared(e)) refuse_shared(e, e->index[slot] - 1);
    return e->list[e->index[slot] - 1].copy;
  }
  luavm_table *copy = reserve(e, sizeof *copy);
  if (copy == NULL) return NULL;
  memset(copy, 0, sizeof *copy);
  if (refuses_shared(e)) e->origins[e->count] = e->here;
  e->list[e->count] = (seen){t, copy};
  e->index[slot] = (uint32_t)++e->count;
  copy->id = e->count;
  return copy;
}

/* A table is a copy or a reference, by what was asked for and how deep it is. */
static luavm_value table_value(encoder *e, const TValue *v) {
  uint32_t flags = e->how->flags;
  bool inside = e->done > 0;
  if ((flags & LUAVM_EVAL_KEEP_TABLES) || ((flags & LUAVM_EVAL_SHALLOW) && inside))
    return refer(e, LUAVM_TABLE, v);
  luavm_value out = {LUAVM_TABLE, 0, {0}};
  out.as.table = put_table(e, hvalue(v));
  return out;
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

static luavm_value object_value(encoder *e, const host_item *item) {
  luavm_value out = {LUAVM_USERDATA, LUAVM_VALUE_OBJECT, {0}};
  luavm_object *object = reserve(e, sizeof *object);
  if (object != NULL) *object = object_of(item);
  out.as.object = object;
  return out;
}

/* What has no form outside the VM. */
static luavm_value opaque(encoder *e, int type, const TValue *v) {
  host_item **item = item_of(v);
  if (item != NULL && *item != NULL && (*item)->object != 0)
    return object_value(e, *item);
  if ((e->how->flags & LUAVM_EVAL_KEEP_FUNCTIONS) && !ttislightuserdata(v))
    return refer(e, type, v);
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
      return table_value(e, v);
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
    setivalue(&e->here.key, (lua_Integer)i + 1);
    pair++->value = put_value(e, &t->array[i]);
  }
  for (int i = 0; i < sizenode(t); i++) {
    const Node *node = gnode(t, i);
    if (isempty(gval(node)) || is_item(node, items)) continue;
    TValue key;
    getnodekey(e->vm->L, &key, node);
    e->here.key = key;
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
  e->here.parent = (uint32_t)e->done;
  for (size_t i = 0; i < items && e->failure == ENCODE_OK; i++) {
    setivalue(&e->here.key, (lua_Integer)i + 1);
    item[i] = put_value(
        e, i < array ? &s.table->array[i]
                     : luaH_getint(cast(Table *, s.table), (lua_Integer)i + 1));
  }
  if (e->failure == ENCODE_OK) put_pairs(e, s.table, array, items, pair);
}

int value_encode(lua_State *L, int first, result_block *out, encoding *how) {
  encoder e = {.vm = vm_of(L), .out = out, .how = how, .room = how->limit};
  size_t count = (size_t)(lua_gettop(L) - first + 1);
  luavm_value *values = reserve(&e, count * sizeof *values);
  for (size_t i = 0; i < count && e.failure == ENCODE_OK; i++) {
    setivalue(&e.here.key, (lua_Integer)i + 1);
    values[i] = put_value(&e, s2v(L->ci->func.p + first + i));
  }
  while (e.failure == ENCODE_OK && e.done < e.count) {
    e.done++;
    read_table(&e, e.list[e.done - 1]);
    if (meter_killed(&e.vm->meter)) e.failure = ENCODE_KILLED;
  }
  if (e.failure == ENCODE_OK) {
    how->values = values;
    how->count = count;
  } else {
    value_drop_references(e.vm, out);
  }
  free(e.list);
  free(e.index);
  free(e.origins);
  arena_discharge(&e.vm->arena, list_bytes(&e, e.capacity));
  return e.failure;
}
