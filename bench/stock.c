#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bench.h"

typedef struct lua_State lua_State;

/* The part of Lua 5.4's C interface used here, as its manual gives it; no Lua
 * header is needed and no symbol of it can meet those inside libluavm. */
#define STOCK_FUNCTIONS(X)                                            \
  X(lua_State *, luaL_newstate, (void))                               \
  X(void, luaL_openlibs, (lua_State *))                               \
  X(int, luaL_loadbufferx,                                            \
    (lua_State *, const char *, size_t, const char *, const char *))  \
  X(int, lua_pcallk, (lua_State *, int, int, int, intptr_t, void *))  \
  X(void, lua_close, (lua_State *))                                   \
  X(void, lua_pushcclosure, (lua_State *, int (*)(lua_State *), int)) \
  X(void, lua_pushinteger, (lua_State *, long long))                  \
  X(void, lua_setglobal, (lua_State *, const char *))                 \
  X(int, lua_type, (lua_State *, int))                                \
  X(int, lua_isinteger, (lua_State *, int))                           \
  X(long long, lua_tointegerx, (lua_State *, int, int *))             \
  X(double, lua_tonumberx, (lua_State *, int, int *))                 \
  X(const char *, lua_tolstring, (lua_State *, int, size_t *))        \
  X(void, lua_settop, (lua_State *, int))

enum { STOCK_TNUMBER = 3, STOCK_TSTRING = 4 };

#define STOCK_FIELD(type, name, parameters) type(*name) parameters;
static struct { STOCK_FUNCTIONS(STOCK_FIELD) } stock;

static lua_State *eval_state;

static bool find_function(void *library, const char *name, void *field) {
  void *address = dlsym(library, name);
  if (address == NULL)
    return bench_fail(
        "the stock library has no %s; it must be a complete "
        "Lua 5.4",
        name);
  memcpy(field, &address, sizeof address);
  return true;
}

bool stock_open(const char *path) {
  /* With Lua's names visible process-wide, the stock library would bind to
   * them and the comparison would be of luavm with itself. */
  if (dlsym(RTLD_DEFAULT, "lua_newstate") != NULL)
    return bench_fail(
        "Lua's own functions are visible in this process; "
        "libluavm must not export them");
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return bench_fail("cannot load stock Lua: %s", dlerror());
#define STOCK_FIND(type, name, parameters) \
  if (!find_function(library, #name, &stock.name)) return false;
  STOCK_FUNCTIONS(STOCK_FIND)
  return true;
}

static bool take_value(lua_State *state, bench_value *value) {
  size_t length = 0;
  switch (stock.lua_type(state, -1)) {
    case STOCK_TNUMBER:
      if (stock.lua_isinteger(state, -1))
        return value_integer(value, stock.lua_tointegerx(state, -1, NULL));
      return value_number(value, stock.lua_tonumberx(state, -1, NULL));
    case STOCK_TSTRING: {
      const char *text = stock.lua_tolstring(state, -1, &length);
      return value_string(value, text, length);
    }
    default:
      return bench_fail("a program must return one number or string");
  }
}

static bool run_chunk(lua_State *state, const char *text, size_t length,
                      const char *name) {
  if (stock.luaL_loadbufferx(state, text, length, name, "t") == 0 &&
      stock.lua_pcallk(state, 0, 1, 0, 0, NULL) == 0)
    return true;
  const char *message = stock.lua_tolstring(state, -1, NULL);
  return bench_fail("stock Lua stopped in %s: %s", name,
                    message != NULL ? message : "(no message)");
}

bool stock_run(const bench_source *source, bench_value *value, bench_sample *sample) {
  lua_State *state = stock.luaL_newstate();
  if (state == NULL) return bench_fail("stock Lua made no state: out of memory");
  stock.luaL_openlibs(state);
  uint64_t cpu = clock_cpu_ns(), wall = clock_wall_ns();
  bool done = run_chunk(state, source->text, source->length, source->name) &&
              take_value(state, value);
  sample->wall_ms = (double)(clock_wall_ns() - wall) / 1e6;
  sample->cpu_ms = (double)(clock_cpu_ns() - cpu) / 1e6;
  stock.lua_close(state);
  return done;
}

bool stock_cycle(int count) {
  for (int i = 0; i < count; i++) {
    lua_State *state = stock.luaL_newstate();
    if (state == NULL) return bench_fail("stock Lua made no state: out of memory");
    stock.luaL_openlibs(state);
    stock.lua_close(state);
  }
  return true;
}

bool stock_eval_open(void) {
  eval_state = stock.luaL_newstate();
  if (eval_state == NULL) return bench_fail("stock Lua made no state: out of memory");
  stock.luaL_openlibs(eval_state);
  return true;
}

bool stock_eval(int count) {
  static const char text[] = "return 1+1";
  for (int i = 0; i < count; i++) {
    if (!run_chunk(eval_state, text, sizeof text - 1, "one")) return false;
    if (stock.lua_tointegerx(eval_state, -1, NULL) != 2)
      return bench_fail("stock Lua answered something else than 2 to 1+1");
    stock.lua_settop(eval_state, 0);
  }
  return true;
}

void stock_eval_close(void) {
  stock.lua_close(eval_state);
  eval_state = NULL;
}

static int add_one(lua_State *state) {
  stock.lua_pushinteger(state, stock.lua_tointegerx(state, 1, NULL) + 1);
  return 1;
}

bool stock_calls(double *call_ns, double *loop_ns) {
  static const char call[] = "local f = f for i = 1, 200000 do f(i) end";
  static const char loop[] = "for i = 1, 200000 do end";
  if (!stock_eval_open()) return false;
  stock.lua_pushcclosure(eval_state, add_one, 0);
  stock.lua_setglobal(eval_state, "f");
  uint64_t start = clock_wall_ns();
  bool done = run_chunk(eval_state, call, sizeof call - 1, "calls");
  uint64_t middle = clock_wall_ns();
  done = done && run_chunk(eval_state, loop, sizeof loop - 1, "loop");
  *call_ns = (double)(middle - start);
  *loop_ns = (double)(clock_wall_ns() - middle);
  stock_eval_close();
  return done;
}
