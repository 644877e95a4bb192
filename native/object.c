/* Host objects: userdata whose class is a metatable that scripts never see. */
#include <string.h>

#include "host.h"
#include "vm.h"

/* The object of class c at that argument; NULL: something else, or gone. */
static host_item *object_at(lua_State *L, int index, const host_class *c) {
  if (index > lua_gettop(L)) return NULL;
  host_item **at = item_of(s2v(L->ci->func.p + index));
  if (at == NULL || *at == NULL || (*at)->object == 0) return NULL;
  return (*at)->class == c ? *at : NULL;
}

static host_class *class_upvalue(lua_State *L) {
  host_item *item = *item_of(&clCvalue(s2v(L->ci->func.p))->upvalue[0]);
  if (item == NULL) luaL_error(L, "this class of the host is gone");
  return item->class;
}

static bool is_operator(const char *name) {
  return name[0] == '_' && name[1] == '_';
}

static int call_method(lua_State *L) {
  host_class *c = class_upvalue(L);
  const host_method *m = pvalue(&clCvalue(s2v(L->ci->func.p))->upvalue[1]);
  if (object_at(L, 1, c) == NULL &&
      (!is_operator(m->name) || object_at(L, 2, c) == NULL)) {
    if (is_operator(m->name)) return luaL_error(L, "'%s' wants a %s", m->name, c->name);
    return luaL_error(L, "'%s' wants a %s first; call it with ':'", m->name, c->name);
  }
  return invoke(L, &(callee){m->call, m->user, c->flags, m->name});
}

/* Upvalues: class, methods by name. */
static int read_property(lua_State *L) {
  host_class *c = class_upvalue(L);
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL || c->get == NULL) return 1;
  lua_settop(L, 2);
  if (object_at(L, 1, c) == NULL) return luaL_error(L, "this is no %s", c->name);
  return invoke(L, &(callee){c->get, c->user, c->flags, c->name});
}

static int write_property(lua_State *L) {
  host_class *c = class_upvalue(L);
  lua_settop(L, 3);
  if (object_at(L, 1, c) == NULL) return luaL_error(L, "this is no %s", c->name);
  if (c->set == NULL) {
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
    if (key == NULL) return luaL_error(L, "a %s cannot be written to", c->name);
    return luaL_error(L, "field '%s' of a %s cannot be written", key, c->name);
  }
  return invoke(L, &(callee){c->set, c->user, c->flags, c->name});
}

/* ----------------------------------------------------------------- classes */

static host_class *class_new(const luavm_class *from) {
  size_t bytes = sizeof(host_class) + from->method_count * sizeof(host_method) +
                 from->name_length + 1;
  for (size_t i = 0; i < from->method_count; i++)
    bytes += from->methods[i].name_length + 1;
  host_class *c = fault_calloc(1, bytes);
  if (c == NULL) return NULL;
  account_adopt(&account_process, bytes);
  c->holders = 1;
  c->flags = from->flags;
  c->get = from->get;
  c->set = from->set;
  c->user = from->user;
  c->release = from->release;
  c->object_release = from->object_release;
  c->bytes = bytes;
  c->method_count = from->method_count;
  char *text = (char *)(c->methods + from->method_count);
  for (size_t i = 0; i < from->method_count; i++) {
    const luavm_method *m = &from->methods[i];
    c->methods[i] = (host_method){m->call, m->user, text};
    memcpy(text, m->name, m->name_length);
    text += m->name_length + 1;
  }
  c->name = text;
  memcpy(text, from->name, from->name_length);
  return c;
}

/* Stack: ..., metatable, methods, class. Adds the methods to the one or the
 * other. */
static void add_methods(lua_State *L, host_class *c) {
  int class = lua_gettop(L);
  for (size_t i = 0; i < c->method_count; i++) {
    host_method *m = &c->methods[i];
    lua_pushvalue(L, class);
    lua_pushlightuserdata(L, m);
    lua_pushcclosure(L, call_method, 2);
    lua_setfield(L, is_operator(m->name) ? class - 2 : class - 1, m->name);
  }
}

/* Pushes the metatable, which holds c. */
static void push_class(lua_State *L, host_class *c) {
  lua_createtable(L, 1, 6);
  lua_createtable(L, 0, (int)c->method_count);
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm_of(L)->holder_ref);
  host_item *item = push_item(L);
  item->class = c;
  c->holders++;
  activate(L, item);
  lua_insert(L, -2);
  lua_setmetatable(L, -2);
  add_methods(L, c);
  int class = lua_gettop(L), metatable = class - 2;
  lua_pushvalue(L, class);
  lua_rawseti(L, metatable, 1);
  lua_pushvalue(L, class);
  lua_pushvalue(L, class - 1);
  lua_pushcclosure(L, read_property, 2);
  lua_setfield(L, metatable, "__index");
  lua_pushvalue(L, class);
  lua_pushcclosure(L, write_property, 1);
  lua_setfield(L, metatable, "__newindex");
  lua_pushstring(L, c->name);
  lua_setfield(L, metatable, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, metatable, "__metatable");
  lua_pushcfunction(L, host_gc);
  lua_setfield(L, metatable, "__gc");
  lua_settop(L, metatable);
}

/* Stack: ..., metatable. Pushes a userdata, known by its id, that is no object
 * before the caller says so: who fails on the way owns what the host gave. */
static host_item *push_object(lua_State *L) {
  vm *v = vm_of(L);
  int metatable = lua_gettop(L);
  lua_rawgeti(L, metatable, 1);
  const host_item *class = *item_of(s2v(L->top.p - 1));
  lua_rawgeti(L, LUA_REGISTRYINDEX, v->objects_ref);
  host_item *item = push_item(L);
  item->class = class->class;
  item->class->holders++;
  activate(L, item);
  lua_pushvalue(L, metatable);
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_rawseti(L, -3, (lua_Integer)++v->object_count);
  return item;
}
