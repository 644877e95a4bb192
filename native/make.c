/* What is made for the host outside of any script: references, functions, classes,
 * objects. */
#include <stdio.h>
#include <string.h>

#include "push.h"
#include "vm.h"

/* Keeps what is on top. Raises. */
static void keep(lua_State *L, shim_make *ask, uint32_t kind) {
  ask->reference = ref_make(vm_of(L), s2v(L->top.p - 1), kind);
  if (ask->reference == 0) luaM_error(L);
}

static void make_registered(lua_State *L, shim_make *ask) {
  const host_function *f = ask->function;
  if (f != NULL)
    push_function(L, ask->function);
  else
    value_push(L, ask->value, 1, 0);
  const char *path = f != NULL ? f->name : ask->path;
  size_t length = f != NULL ? f->name_length : ask->path_length;
  if (!global_set(L, path, length, lua_gettop(L), true)) lua_error(L);
}

static void make_class(lua_State *L, shim_make *ask) {
  host_class *c = class_new(ask->definition);
  if (c == NULL) {
    arena_system_refused(&vm_of(L)->arena);
    luaM_error(L);
  }
  ask->made = c;
  push_class(L, c);
  keep(L, ask, REF_CLASS);
  c->reference = ask->reference;
}

static void make_object(lua_State *L, shim_make *ask) {
  vm *v = vm_of(L);
  const TValue *metatable = ref_value(v, ask->object_class, REF_CLASS);
  if (metatable == NULL)
    luaL_error(L, "no such class: not of this VM, or released before");
  setobj2s(L, L->top.p, metatable);
  L->top.p++;
  host_item *item = push_object(L);
  uint64_t id = v->object_count;
  keep(L, ask, REF_VALUE);
  item->object = id;
  item->user = ask->object;
}

static int make_entry(lua_State *L) {
  shim_make *ask = lua_touserdata(L, 1);
  luaL_checkstack(L, LUA_MINSTACK, "no room to make this");
  switch (ask->kind) {
    case SHIM_REGISTER:
      make_registered(L, ask);
      break;
    case SHIM_FUNCTION:
      push_function(L, ask->function);
      keep(L, ask, REF_VALUE);
      break;
    case SHIM_CLASS:
      make_class(L, ask);
      break;
    case SHIM_OBJECT:
      make_object(L, ask);
      break;
    default:
      value_push(L, ask->value, 1, 0);
      keep(L, ask, REF_VALUE);
  }
  return 0;
}

static int32_t made(vm *v, lua_State *L, shim_make *ask, int status) {
  if (status == LUA_OK) return LUAVM_OK;
  int cause = meter_cause(&v->meter);
  size_t length;
  const char *text = status == LUA_ERRMEM ? NULL : lua_tolstring(L, -1, &length);
  if (cause == METER_NONE && text != NULL)
    snprintf(ask->message, sizeof ask->message, "%s", text);
  if (cause != METER_NONE) return cause;
  if (status != LUA_ERRMEM) return LUAVM_ARGUMENT;
  return v->arena.over_quota ? LUAVM_QUOTA : LUAVM_MEMORY;
}

int32_t shim_vm_make(struct vm *v, shim_make *ask) {
  lua_State *L = v->host != NULL ? v->host->L : v->L;
  ask->reference = 0;
  ask->made = NULL;
  ask->message[0] = 0;
  if (!stack_suffices(v)) return LUAVM_UNSUPPORTED;
  if (v->host == NULL) host_flush(v);
  refs_sweep(v);
  if (!lua_checkstack(L, LUA_MINSTACK)) return LUAVM_MEMORY;
  int top = lua_gettop(L);
  lua_pushcfunction(L, make_entry);
  lua_pushlightuserdata(L, ask);
  int32_t status = made(v, L, ask, lua_pcall(L, 1, 0, 0));
  lua_settop(L, top);
  if (ask->made != NULL) {
    if (status != LUAVM_OK) ask->made->release = NULL;
    class_drop(ask->made);
  }
  return status;
}
