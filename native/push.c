/* Copies a host's values into the VM. Tables are taken from a list in the order
 * they are met, so depth costs no C stack; one met twice becomes one Lua table.
 * All scratch memory is the VM's own garbage: an error on the way leaks nothing. */
#include "push.h"

#include <math.h>

#include "host.h"
#include "vm.h"

enum { PUSHED_UNSEEN = 0xfff }; /* values between two looks for a kill, a mask */

typedef struct pushed {
  const luavm_table *from;
  Table *to;
} pushed;

typedef struct pusher {
  lua_State *L;
  unsigned flags;
  int scratch;  /* stack index: Lua tables made, by number; then list, index */
  pushed *list; /* [done..count) are to be filled */
  size_t done, count, capacity;
  uint32_t *index; /* hash of list, positions + 1; twice the capacity */
  uint32_t steps;
} pusher;

static void push_value(pusher *p, const luavm_value *value, TValue *to);

static size_t push_slot(const pusher *p, const luavm_table *t) {
  size_t mask = p->capacity * 2 - 1;
  size_t i = (size_t)(((uint64_t)(uintptr_t)t >> 4) * 0x9E3779B97F4A7C15u >> 24) & mask;
  while (p->index[i] != 0 && p->list[p->index[i] - 1].from != t) i = (i + 1) & mask;
  return i;
}

static void push_grow(pusher *p) {
  lua_State *L = p->L;
  size_t capacity = p->capacity ? p->capacity * 2 : 16;
  if (capacity > UINT32_MAX / 2) luaM_error(L);
  pushed *list = lua_newuserdatauv(L, capacity * sizeof *list, 0);
  if (p->count > 0) memcpy(list, p->list, p->count * sizeof *list);
  p->list = list;
  lua_replace(L, p->scratch + 1);
  p->index = lua_newuserdatauv(L, capacity * 2 * sizeof *p->index, 0);
  lua_replace(L, p->scratch + 2);
  memset(p->index, 0, capacity * 2 * sizeof *p->index);
  p->capacity = capacity;
  for (size_t i = 0; i < p->count; i++)
    p->index[push_slot(p, p->list[i].from)] = (uint32_t)(i + 1);
}

/* The list is only needed from the first table inside a table on. */
static Table *push_table(pusher *p, const luavm_table *from) {
  lua_State *L = p->L;
  if (from == NULL) luaL_error(L, "a value is a table, but its pointer is NULL");
  if (p->count == p->capacity) push_grow(p);
  size_t slot = push_slot(p, from);
  if (p->index[slot] != 0) return p->list[p->index[slot] - 1].to;
  lua_createtable(L, 0, 0);
  Table *to = hvalue(s2v(L->top.p - 1));
  lua_rawseti(L, p->scratch, (lua_Integer)p->count + 1);
  p->list[p->count] = (pushed){from, to};
  p->index[slot] = (uint32_t)++p->count;
  return to;
}

static void push_reference(pusher *p, const luavm_value *value, TValue *to) {
  lua_State *L = p->L;
  vm *v = vm_of(L);
  const TValue *kept = ref_value(v, value->as.reference, REF_VALUE);
  if (kept == NULL)
    luaL_error(L, "a value is no reference of this VM, or was released before");
  setobj(L, to, kept);
  if ((p->flags & PUSH_READ_ONLY) && ttistable(to)) hvalue(to)->flags |= TABLE_FROZEN;
  if (value->flags & LUAVM_VALUE_TAKE) ref_release(v, value->as.reference);
}

/* Ids begin anew in each VM and at a reset, classes do not. */
static bool is_object(const TValue *o, const luavm_object *object) {
  host_item **item = item_of(o);
  if (item == NULL || *item == NULL) return false;
  return object->class_kind == 0 || object->class_kind == (*item)->class->reference;
}

static void push_known_object(pusher *p, const luavm_value *value, TValue *to) {
  lua_State *L = p->L;
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm_of(L)->objects_ref);
  const luavm_object *object = value->as.object;
  if (object != NULL) lua_rawgeti(L, -1, (lua_Integer)object->id);
  if (object == NULL || !is_object(s2v(L->top.p - 1), object))
    luaL_error(L, "a value is no object of this VM, or the object is gone");
  setobj(L, to, s2v(L->top.p - 1));
  lua_pop(L, 2);
}

static void push_bytes(pusher *p, const luavm_bytes *bytes, TValue *to) {
  lua_State *L = p->L;
  if (bytes == NULL || (bytes->data == NULL && bytes->length > 0))
    luaL_error(L, "a value is a string, but its pointer is NULL");
  TString *s = luaS_newlstr(L, bytes->length > 0 ? bytes->data : "", bytes->length);
  setsvalue(L, to, s);
}

/* Into a place that the collector does not look at yet: a new object there is
 * safe until the next allocation, by when the caller has stored it. */
static void push_value(pusher *p, const luavm_value *value, TValue *to) {
  lua_State *L = p->L;
  if ((++p->steps & PUSHED_UNSEEN) == 0 && meter_killed(&vm_of(L)->meter))
    meter_trip(L);
  if (l_unlikely(value->flags != 0)) {
    if (value->flags & ~(LUAVM_VALUE_REFERENCE | LUAVM_VALUE_TAKE | LUAVM_VALUE_OBJECT))
      luaL_error(L, "a value has unknown flags %d; leave them 0", (int)value->flags);
    if (value->flags & LUAVM_VALUE_REFERENCE) {
      push_reference(p, value, to);
      return;
    }
    if (value->flags == LUAVM_VALUE_OBJECT && value->type == LUAVM_USERDATA) {
      push_known_object(p, value, to);
      return;
    }
    luaL_error(L, "a value of type %d has flags %d, which do not go together",
               (int)value->type, (int)value->flags);
  }
  switch (value->type) {
    case LUAVM_NIL:
      setnilvalue(to);
      return;
    case LUAVM_BOOLEAN:
      if (value->as.boolean) {
        setbtvalue(to);
      } else {
        setbfvalue(to);
      }
      return;
    case LUAVM_INTEGER:
      setivalue(to, value->as.integer);
      return;
    case LUAVM_NUMBER:
      setfltvalue(to, value->as.number);
      return;
    case LUAVM_BYTES:
      push_bytes(p, value->as.bytes, to);
      return;
    case LUAVM_TABLE:
      sethvalue(L, to, push_table(p, value->as.table));
      return;
    case LUAVM_FUNCTION:
    case LUAVM_COROUTINE:
    case LUAVM_USERDATA:
      luaL_error(L, "a function, coroutine or userdata goes in as a reference only");
      return;
    default:
      luaL_error(L, "a value has the unknown type %d; use LUAVM_NIL to LUAVM_USERDATA",
                 (int)value->type);
  }
}

/* ------------------------------------------------------------------ tables */

static void fill_items(pusher *p, const pushed *t, size_t count) {
  lua_State *L = p->L;
  const luavm_value *items = t->from->items;
  Table *to = t->to;
  for (size_t i = 0; i < count; i++) {
    TValue item;
    push_value(p, &items[i], &item);
    setobj2t(L, &to->array[i], &item);
    luaC_barrierback(L, obj2gco(to), &item);
  }
}

/* Key and value lie on the stack meanwhile, which may move: making them may
 * collect, and finalizers may run. */
static void fill_pair(pusher *p, Table *to, const luavm_pair *pair) {
  lua_State *L = p->L;
  TValue made, value;
  int top = lua_gettop(L); /* no pointer: what collects may move the stack */
  push_value(p, &pair->key, &made);
  setobj2s(L, L->top.p, &made); /* on the stack: making the value may collect */
  L->top.p++;
  if (ttisnil(&made)) luaL_error(L, "a table has a pair whose key is nil");
  if (ttisfloat(&made) && isnan(fltvalue(&made)))
    luaL_error(L, "a table has a pair whose key is NaN");
  push_value(p, &pair->value, &value);
  const TValue *slot = luaH_get(to, &made);
  if (!ttisnil(&value) || !isempty(slot)) {
    setobj2s(L, L->top.p, &value);
    L->top.p++;
    luaH_finishset(L, to, &made, slot, &value);
    invalidateTMcache(to);
    luaC_barrierback(L, obj2gco(to), &value);
  }
  lua_settop(L, top);
}

static void fill_table(pusher *p, const pushed *t) {
  lua_State *L = p->L;
  const luavm_table *from = t->from;
  if ((from->items == NULL && from->item_count > 0) ||
      (from->pairs == NULL && from->pair_count > 0))
    luaL_error(L, "a table has items or pairs, but their pointer is NULL");
  if (from->item_count > INT32_MAX || from->pair_count > INT32_MAX / 2) luaM_error(L);
  luaH_resize(L, t->to, (unsigned)from->item_count, (unsigned)from->pair_count);
  fill_items(p, t, from->item_count);
  for (size_t i = 0; i < from->pair_count; i++) fill_pair(p, t->to, &from->pairs[i]);
  if (p->flags & PUSH_READ_ONLY) t->to->flags |= TABLE_FROZEN;
  luaC_checkGC(L);
}

void value_push(lua_State *L, const luavm_value *values, size_t count, unsigned flags) {
  pusher p = {.L = L, .flags = flags, .scratch = lua_gettop(L) + 1};
  if (count > LUAVM_ARGUMENT_MAX)
    luaL_error(L, "too many values: at most %d", (int)LUAVM_ARGUMENT_MAX);
  if (values == NULL && count > 0)
    luaL_error(L, "there are values, but their pointer is NULL");
  luaL_checkstack(L, (int)count + LUA_MINSTACK, "too many values");
  size_t i = 0;
  for (; i < count && values[i].type != LUAVM_TABLE && values[i].flags == 0; i++) {
    TValue value;
    push_value(&p, &values[i], &value);
    setobj2s(L, L->top.p, &value);
    L->top.p++;
  }
  if (i == count) {
    luaC_checkGC(L);
    return;
  }
  int first = p.scratch; /* what is there moves up by three */
  for (int n = 0; n < 3; n++) {
    lua_pushnil(L);
    lua_insert(L, first);
  }
  lua_createtable(L, 1, 0);
  lua_replace(L, first);
  for (; i < count; i++) {
    TValue value;
    push_value(&p, &values[i], &value);
    setobj2s(L, L->top.p, &value);
    L->top.p++;
  }
  while (p.done < p.count) {
    pushed next = p.list[p.done++];
    fill_table(&p, &next);
  }
  for (int n = 0; n < 3; n++) lua_remove(L, first);
  luaC_checkGC(L);
}
