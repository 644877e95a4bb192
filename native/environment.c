/* Global environments: fresh ones, copied from the template that sandbox.c has
 * built, and the lasting one. */
#include <string.h>

#include "vm.h"

static Table *template_of(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm_of(L)->template_ref);
  return hvalue(s2v(L->top.p - 1));
}

/* Stack: environment. Gives it a `load` of its own, unless the host has put
 * something else there: a function may be called from anywhere. */
static void bind_load(lua_State *L) {
  lua_pushliteral(L, "load");
  lua_pushvalue(L, -1);
  lua_rawget(L, -3);
  if (lua_tocfunction(L, -1) == text_load) {
    lua_pop(L, 1);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, text_load, 1);
    lua_rawset(L, -3);
  } else {
    lua_pop(L, 2);
  }
}

/* Pushes a table with the template's entries and itself as `_G`. */
static void copy_template(lua_State *L) {
  const Table *from = template_of(L);
  lua_createtable(L, 0, sizenode(from));
  Table *to = hvalue(s2v(L->top.p - 1));
  memcpy(to->node, from->node, (size_t)sizenode(from) * sizeof(Node));
  to->lastfree = to->node + (from->lastfree - from->node);
  if (isblack(obj2gco(to))) luaC_barrierback_(L, obj2gco(to));
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, LUA_GNAME);
  lua_remove(L, -2);
  if (vm_of(L)->profile == LUAVM_PROFILE_STANDARD) bind_load(L);
}

void sandbox_keep(lua_State *L) {
  vm *v = vm_of(L);
  if (v->kept_ref != LUA_NOREF) return;
  copy_template(L);
  v->kept_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

static void set_globals(lua_State *L) {
  lua_pushvalue(L, -1);
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

void sandbox_environment(lua_State *L, bool keep) {
  vm *v = vm_of(L);
  v->random_stale |= !keep || !v->last_was_kept;
  v->last_was_kept = keep;
  if (keep) {
    sandbox_keep(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, v->kept_ref);
  } else {
    copy_template(L);
  }
  set_globals(L);
}

/* The table behind a Lua function's free names; NULL: it has none. */
static const TValue *environment_of(const TValue *f) {
  if (!ttisLclosure(f)) return NULL;
  const LClosure *closure = clLvalue(f);
  for (int i = 0; i < closure->nupvalues; i++) {
    const TString *name = closure->p->upvalues[i].name;
    if (name != NULL && strcmp(getstr(name), LUA_ENV) == 0)
      return ttistable(closure->upvals[i]->v.p) ? closure->upvals[i]->v.p : NULL;
  }
  return NULL;
}

/* For what a trusted VM loads; the others have a `load` in each environment. */
void sandbox_enter(lua_State *L, int function) {
  if (vm_of(L)->profile != LUAVM_PROFILE_TRUSTED) return;
  const TValue *environment = environment_of(s2v(L->ci->func.p + function));
  if (environment != NULL) {
    setobj2s(L, L->top.p, environment);
    L->top.p++;
  } else {
    sandbox_keep(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, vm_of(L)->kept_ref);
  }
  set_globals(L);
  lua_pop(L, 1);
}

void sandbox_leave(lua_State *L) {
  if (vm_of(L)->forbade) {
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &forbidden_key);
    vm_of(L)->forbade = false;
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm_of(L)->template_ref);
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}
