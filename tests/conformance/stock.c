/* Stock Lua, with the frames below a program that it has in libluavm, as depth
 * and tracebacks are compared too. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "runner.h"

typedef struct lua_State lua_State;

/* The part of Lua 5.4's C interface used here, as its manual gives it; no Lua
 * header is needed and no symbol of it can meet those inside libluavm. */
#define STOCK_FUNCTIONS(X)                                            \
  X(lua_State *, luaL_newstate, (void))                               \
  X(void, luaL_openlibs, (lua_State *))                               \
  X(int, luaL_loadbufferx,                                            \
    (lua_State *, const char *, size_t, const char *, const char *))  \
  X(void, lua_callk, (lua_State *, int, int, intptr_t, void *))       \
  X(int, lua_pcallk, (lua_State *, int, int, int, intptr_t, void *))  \
  X(void, lua_pushcclosure, (lua_State *, int (*)(lua_State *), int)) \
  X(void, lua_pushlightuserdata, (lua_State *, void *))               \
  X(void *, lua_touserdata, (lua_State *, int))                       \
  X(void, lua_pushnil, (lua_State *))                                 \
  X(void, lua_close, (lua_State *))                                   \
  X(int, lua_type, (lua_State *, int))                                \
  X(const char *, lua_typename, (lua_State *, int))                   \
  X(int, lua_isinteger, (lua_State *, int))                           \
  X(int, lua_toboolean, (lua_State *, int))                           \
  X(long long, lua_tointegerx, (lua_State *, int, int *))             \
  X(double, lua_tonumberx, (lua_State *, int, int *))                 \
  X(const char *, lua_tolstring, (lua_State *, int, size_t *))        \
  X(const char *, luaL_tolstring, (lua_State *, int, size_t *))       \
  X(int, luaL_getmetafield, (lua_State *, int, const char *))         \
  X(const char *, lua_pushfstring, (lua_State *, const char *, ...))  \
  X(int, lua_error, (lua_State *))                                    \
  X(int, lua_gettop, (lua_State *))                                   \
  X(void, lua_settop, (lua_State *, int))                             \
  X(void, lua_sethook, (lua_State *, void *, int, int))               \
  X(void, lua_pushvalue, (lua_State *, int))

enum { TNIL = 0, TBOOLEAN = 1, TNUMBER = 3, TSTRING = 4, ERRSYNTAX = 3, ERRMEM = 4 };

#define STOCK_FIELD(type, name, parameters) type(*name) parameters;
static struct { STOCK_FUNCTIONS(STOCK_FIELD) } lua;

static bool find_function(void *library, const char *name, void *field) {
  void *address = dlsym(library, name);
  if (address == NULL) return fprintf(stderr, "runner: no %s\n", name), false;
  memcpy(field, &address, sizeof address);
  return true;
}

static bool open_stock(const char *path) {
  if (dlsym(RTLD_DEFAULT, "lua_newstate") != NULL)
    return fputs("runner: libluavm shows Lua's own functions\n", stderr), false;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return fprintf(stderr, "runner: %s\n", dlerror()), false;
#define STOCK_FIND(type, name, parameters) \
  if (!find_function(library, #name, &lua.name)) return false;
  STOCK_FUNCTIONS(STOCK_FIND)
  struct rlimit room = {MEMORY_BYTES, MEMORY_BYTES};
  return setrlimit(RLIMIT_AS, &room) == 0;
}

typedef struct run {
  const char *source;
  size_t length;
  text *answer;
  bool syntax;
} run;

static int describe_error(lua_State *L) {
  int type = lua.lua_type(L, 1);
  if (type == TSTRING || type == TNUMBER) {
    lua.lua_tolstring(L, 1, NULL);
    lua.lua_settop(L, 1);
  } else if (lua.luaL_getmetafield(L, 1, "__tostring") != TNIL) {
    lua.luaL_tolstring(L, 1, NULL);
  } else {
    lua.lua_pushfstring(L, "(error object is a %s value)", lua.lua_typename(L, type));
  }
  return 1;
}

static void add_value(text *t, lua_State *L, int i) {
  char digits[32];
  const char *data;
  size_t length;
  switch (lua.lua_type(L, i)) {
    case TNIL:
      text_line(t, "nil", "", 0);
      break;
    case TBOOLEAN:
      data = lua.lua_toboolean(L, i) ? "true" : "false";
      text_line(t, "boolean", data, strlen(data));
      break;
    case TNUMBER:
      if (!lua.lua_isinteger(L, i)) {
        text_number(t, lua.lua_tonumberx(L, i, NULL));
        break;
      }
      length = (size_t)snprintf(digits, sizeof digits, "%lld",
                                lua.lua_tointegerx(L, i, NULL));
      text_line(t, "integer", digits, length);
      break;
    case TSTRING:
      data = lua.lua_tolstring(L, i, &length);
      text_line(t, "string", data, length);
      break;
    default:
      text_line(t, "object", "", 0);
  }
}

static int run_source(lua_State *L) {
  run *r = lua.lua_touserdata(L, 1);
  lua.lua_settop(L, 0);
  int status = lua.luaL_loadbufferx(L, r->source, r->length, "@" CHUNK_NAME, "t");
  r->syntax = status == ERRSYNTAX;
  if (r->syntax) return 1;
  if (status != 0) return lua.lua_error(L); /* nested too deep for the parser */
  lua.lua_callk(L, 0, -1, 0, NULL);
  text_line(r->answer, "status", "ok", 2);
  for (int i = 1, n = lua.lua_gettop(L); i <= n; i++) add_value(r->answer, L, i);
  return 0;
}

static uint64_t run_stock(const char *source, size_t length, text *t) {
  run r = {source, length, t, false};
  lua_State *L = lua.luaL_newstate();
  lua.luaL_openlibs(L);
  lua.lua_pushcclosure(L, run_source, 0);
  lua.lua_pushlightuserdata(L, &r);
  int status = lua.lua_pcallk(L, 1, -1, 0, 0, NULL);
  if (status != 0) { /* as libluavm does it: when all is unwound, elsewhere */
    lua.lua_sethook(L, NULL, 0, 0);
    lua.lua_pushcclosure(L, describe_error, 0);
    lua.lua_pushvalue(L, -2);
    lua.lua_pcallk(L, 1, 1, 0, 0, NULL);
  }
  if (status != 0 || r.syntax) {
    const char *name = r.syntax ? "syntax" : status == ERRMEM ? "memory" : "runtime";
    const char *message = lua.lua_tolstring(L, -1, &length);
    text_line(t, "status", name, strlen(name));
    text_line(t, "message", message, length);
  }
  lua.lua_close(L);
  return 0;
}

const engine stock_engine = {open_stock, run_stock};
