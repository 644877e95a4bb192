/* What the host lends, and when it is told that nothing needs it any more. The
 * records live outside the Lua heap, which a VM drops as a whole. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "vm.h"

/* ---------------------------------------------------------------- records */

static host_function *function_new(const luavm_function *from) {
  host_function *f = fault_malloc(sizeof *f + from->name_length + 1);
  if (f == NULL) return NULL;
  f->holders = 1;
  f->flags = from->flags;
  f->call = from->call;
  f->user = from->user;
  f->release = from->release;
  f->name_length = from->name_length;
  if (from->name_length > 0) memcpy(f->name, from->name, from->name_length);
  f->name[from->name_length] = 0;
  account_adopt(&account_process, sizeof *f + from->name_length + 1);
  return f;
}

static void function_hold(host_function *f) {
  __atomic_add_fetch(&f->holders, 1, __ATOMIC_RELAXED);
}

static bool function_unhold(host_function *f) {
  return __atomic_sub_fetch(&f->holders, 1, __ATOMIC_ACQ_REL) == 0;
}

static void function_free(host_function *f) {
  account_discharge(&account_process, sizeof *f + f->name_length + 1);
  free(f);
}

static void function_drop(host_function *f) {
  if (!function_unhold(f)) return;
  if (f->release != NULL) f->release(f->user);
  function_free(f);
}

static void class_drop(host_class *c) {
  if (--c->holders > 0) return;
  if (c->release != NULL) c->release(c->user);
  account_discharge(&account_process, c->bytes);
  free(c);
}

static void item_unlink(host_item **list, host_item *item) {
  if (item->previous != NULL)
    item->previous->next = item->next;
  else
    *list = item->next;
  if (item->next != NULL) item->next->previous = item->previous;
}

static void item_link(host_item **list, host_item *item) {
  item->previous = NULL;
  item->next = *list;
  if (*list != NULL) (*list)->previous = item;
  *list = item;
}

/* Tells the host that nothing needs this any more. */
static void item_end(host_item *item) {
  if (item->object != 0 && item->class->object_release != NULL)
    item->class->object_release(item->class->user, item->user);
  if (item->class != NULL) class_drop(item->class);
  if (item->function != NULL) function_drop(item->function);
  free(item);
}

/* The host is told in the order in which they went; a release may drop more. */
static void host_flush(vm *v) {
  if (v->gone == NULL || v->releasing) return;
  v->releasing = true;
  while (v->gone != NULL) {
    host_item *list = v->gone, *first = NULL;
    v->gone = NULL;
    for (host_item *next; list != NULL; list = next) { /* turned round */
      next = list->next;
      list->next = first;
      first = list;
    }
    for (host_item *next; first != NULL; first = next) {
      next = first->next;
      item_end(first);
    }
  }
  v->releasing = false;
}

/* ---------------------------------------------------------------- userdata */

/* Bit 7 of `marked` is only used by Lua's own test suite. */
#define USERDATA_HOST (1 << 7)

static host_item **item_of(const TValue *o) {
  if (!ttisfulluserdata(o) || !(uvalue(o)->marked & USERDATA_HOST)) return NULL;
  return (host_item **)getudatamem(uvalue(o));
}

/* The collector found that scripts need it no more: the host hears of it once no
 * script is on its way. */
static int host_gc(lua_State *L) {
  vm *v = vm_of(L);
  host_item **at = item_of(s2v(L->ci->func.p + 1));
  if (at == NULL || *at == NULL) return 0;
  host_item *item = *at;
  *at = NULL;
  item_unlink(&v->items, item);
  arena_discharge(&v->arena, sizeof *item);
  item->next = v->gone;
  v->gone = item;
  return 0;
}

/* Pushes a userdata without a metatable, and its record; raises. Whoever sets
 * that metatable makes it live. */
static host_item *push_item(lua_State *L) {
  vm *v = vm_of(L);
  host_item **at = lua_newuserdatauv(L, sizeof *at, 0);
  *at = NULL;
  uvalue(s2v(L->top.p - 1))->marked |= USERDATA_HOST;
  if (!arena_charge(&v->arena, sizeof **at)) {
    luaC_fullgc(L, 0); /* what this does not count may be what is in the way */
    if (!arena_charge(&v->arena, sizeof **at)) luaM_error(L);
  }
  host_item *item = fault_calloc(1, sizeof *item);
  if (item == NULL) {
    arena_system_refused(&v->arena);
    arena_discharge(&v->arena, sizeof *item);
    luaM_error(L);
  }
  return item;
}

static void activate(lua_State *L, host_item *item) {
  vm *v = vm_of(L);
  item_link(&v->items, item);
  *item_of(s2v(L->top.p - 1)) = item;
}

static int host_call(lua_State *L);

/* Pushes a Lua function that calls f, and holds it. */
static void push_function(lua_State *L, host_function *f) {
  vm *v = vm_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, v->holder_ref);
  host_item *item = push_item(L);
  function_hold(f);
  item->function = f;
  activate(L, item);
  lua_insert(L, -2);
  lua_setmetatable(L, -2);
  lua_pushcclosure(L, host_call, 1);
}

static void host_open(lua_State *L) {
  vm *v = vm_of(L);
  lua_createtable(L, 0, 1); /* metatable of what holds functions and classes */
  lua_pushcfunction(L, host_gc);
  lua_setfield(L, -2, "__gc");
  v->holder_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_createtable(L, 0, 0); /* objects by id */
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  v->objects_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* ------------------------------------------------------ what the core holds */

struct host_function *shim_function_new(const luavm_function *from) {
  return function_new(from);
}

void shim_function_hold(struct host_function *f) {
  function_hold(f);
}

void shim_function_drop(struct host_function *f) {
  function_drop(f);
}

void shim_function_forget(struct host_function *f) {
  f->release = NULL;
  function_drop(f);
}

void shim_vm_flush(struct vm *v) {
  host_flush(v);
}

void shim_items_end(struct host_item *items) {
  for (host_item *next; items != NULL; items = next) {
    next = items->next;
    item_end(items);
  }
}

/* All that is left: what is gone already first, in its order. */
static host_item *host_close(vm *v) {
  host_item *list = v->items;
  for (host_item *item = v->gone, *next; item != NULL; item = next) {
    next = item->next;
    item->next = list;
    list = item;
  }
  v->items = v->gone = NULL;
  return list;
}
