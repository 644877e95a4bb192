/* Globals by dotted path, without metamethods and past what is frozen: it is the
 * host that asks. */
#include <string.h>

#include "vm.h"

/* The next name of a path; false: there is none. */
static bool next_name(const char **path, size_t *length, const char **name,
                      size_t *size) {
  if (*path == NULL) return false;
  const char *dot = *length > 0 ? memchr(*path, '.', *length) : NULL;
  *name = *path;
  *size = dot != NULL ? (size_t)(dot - *path) : *length;
  *length -= dot != NULL ? *size + 1 : *size;
  *path = dot != NULL ? dot + 1 : NULL;
  return true;
}

/* Sets the field of the table at an index to the value on top, and pops that. The
 * key is just below. */
static void set_field(lua_State *L, int table) {
  Table *t = hvalue(s2v(L->ci->func.p + table));
  TValue *key = s2v(L->top.p - 2), *value = s2v(L->top.p - 1);
  luaH_set(L, t, key, value);
  invalidateTMcache(t);
  luaC_barrierback(L, obj2gco(t), value);
  lua_pop(L, 2);
}

/* Pushes the field of the table on top. */
static int get_field(lua_State *L, const char *name, size_t size) {
  lua_pushlstring(L, name, size);
  return lua_rawget(L, -2);
}

/* Pushes what is at the path below the globals on top of the stack, or nil. */
static void path_get(lua_State *L, const char *path, size_t length) {
  const char *name;
  size_t size;
  lua_pushvalue(L, -1);
  if (length == 0) return;
  while (next_name(&path, &length, &name, &size)) {
    if (lua_type(L, -1) != LUA_TTABLE) {
      lua_pop(L, 1);
      lua_pushnil(L);
      return;
    }
    get_field(L, name, size);
    lua_remove(L, -2);
  }
}

static bool in_the_way(lua_State *L, const char *path, size_t length) {
  lua_pushlstring(L, path, length);
  lua_pushfstring(L, "cannot write '%s': a %s is in the way, not a table",
                  lua_tostring(L, -1), luaL_typename(L, -2));
  return false;
}

/* A script of the lasting environment may have put a library there, say: others
 * have that too. */
static bool writes_past(lua_State *L, const char *path, size_t length) {
  lua_pushlstring(L, path, length);
  lua_pushfstring(L, "cannot write '%s': a script has put a read-only table there",
                  lua_tostring(L, -1));
  return false;
}

/* What path_set does besides. */
enum { PATH_FREEZES = 1, PATH_OF_SCRIPTS = 2 };

/* Writes the value at `value` below the table at `root`, both stack indices, and
 * makes the tables on the way. False, and a message on top: something else is in
 * the way. */
static bool path_set(lua_State *L, int root, const char *path, size_t length, int value,
                     unsigned flags) {
  const char *name = NULL, *whole = path;
  size_t size = 0, whole_length = length;
  lua_pushvalue(L, root);
  int at = lua_gettop(L);
  while (next_name(&path, &length, &name, &size) && path != NULL) {
    lua_pushlstring(L, name, size);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, at) == LUA_TNIL) {
      lua_pop(L, 1);
      lua_createtable(L, 0, 1);
      if (flags & PATH_FREEZES) freeze(L);
      lua_pushvalue(L, -2);
      lua_pushvalue(L, -2);
      set_field(L, at);
    }
    const TValue *next = s2v(L->top.p - 1);
    if (!ttistable(next)) return in_the_way(L, whole, whole_length);
    if ((flags & PATH_OF_SCRIPTS) && table_frozen(hvalue(next)))
      return writes_past(L, whole, whole_length);
    lua_replace(L, at);
    lua_settop(L, at);
  }
  lua_pushlstring(L, name, size);
  lua_pushvalue(L, value);
  set_field(L, at);
  lua_settop(L, at - 1);
  return true;
}

/* Gives the lasting environment what fresh ones have under that name. */
static void share_first(lua_State *L, int fresh, int lasting, const char *name,
                        size_t size) {
  lua_pushlstring(L, name, size);
  lua_pushvalue(L, -1);
  lua_rawget(L, fresh);
  set_field(L, lasting);
}

/* Writes the value at that index for every environment of the VM: into what fresh
 * ones begin with, and into the lasting one. A table that only scripts have put
 * into the lasting one stays theirs, unless `everywhere`. */
static bool global_set(lua_State *L, const char *path, size_t length, int value,
                       bool everywhere) {
  vm *v = vm_of(L);
  unsigned flags = everywhere ? PATH_FREEZES : 0;
  const char *rest = path, *name = NULL;
  size_t left = length, size = 0;
  next_name(&rest, &left, &name, &size);
  lua_rawgeti(L, LUA_REGISTRYINDEX, v->template_ref);
  int fresh = lua_gettop(L);
  if (v->kept_ref == LUA_NOREF || v->kept_ref == v->template_ref)
    return path_set(L, fresh, path, length, value, flags);
  lua_rawgeti(L, LUA_REGISTRYINDEX, v->kept_ref);
  int lasting = fresh + 1;
  lua_pushvalue(L, fresh);
  int here = get_field(L, name, size);
  lua_pushvalue(L, lasting);
  int there = get_field(L, name, size);
  bool same = lua_rawequal(L, -1, -3);
  lua_settop(L, lasting);
  if (rest == NULL || there == LUA_TNIL || same) {
    if (!path_set(L, fresh, path, length, value, flags)) return false;
    share_first(L, fresh, lasting, name, size);
    return true;
  }
  if (!path_set(L, lasting, path, length, value, flags | PATH_OF_SCRIPTS)) return false;
  if (here != LUA_TTABLE && !everywhere) return true;
  return path_set(L, fresh, path, length, value, flags);
}
