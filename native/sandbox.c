/* What scripts see. Globals are an allow-list per profile, built once per VM as
 * a template; library tables in it are frozen, and every eval gets a copy of
 * the template's own table, made by copying its nodes. */
#include <string.h>

#include "fault.h"
#include "vm.h"

static void host_open(lua_State *L);

/* ------------------------------------------------- errors of the sandbox */

/* The VM remembers which message came from here, so that an uncaught one is
 * reported as `sandbox` and not as an error of the script's own. */
static const char forbidden_key;

void sandbox_mark(lua_State *L) {
  vm_of(L)->forbidden = lua_topointer(L, -1);
  lua_pushvalue(L, -1); /* kept alive, so that nothing else gets its address */
  lua_rawsetp(L, LUA_REGISTRYINDEX, &forbidden_key);
  vm_of(L)->forbade = true;
}

static _Noreturn void forbid(lua_State *L, const char *what) {
  luaL_where(L, isLua(L->ci) ? 0 : 1);
  lua_pushfstring(L, "sandbox: %s", what);
  lua_concat(L, 2);
  sandbox_mark(L);
  lua_error(L);
  __builtin_unreachable();
}

void luavm_frozen(lua_State *L) {
  forbid(L, "attempt to modify a read-only table");
}

/* ------------------------------------------------------------ identities */

static uint64_t rotate(uint64_t x, int b) {
  return x << b | x >> (64 - b);
}

static void sip_round(uint64_t v[4]) {
  v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
  v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
  v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
  v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (Aumasson and Bernstein) of an address under the VM's key: tells
 * objects apart without saying where they are. */
uint64_t luavm_scramble(const vm *v, const void *address) {
  uint64_t m = (uint64_t)(uintptr_t)address, last = (uint64_t)8 << 56;
  uint64_t s[4] = {v->identity_key[0] ^ 0x736f6d6570736575u,
                   v->identity_key[1] ^ 0x646f72616e646f6du,
                   v->identity_key[0] ^ 0x6c7967656e657261u,
                   v->identity_key[1] ^ 0x7465646279746573u};
  s[3] ^= m, sip_round(s), s[0] ^= m;
  s[3] ^= last, sip_round(s), s[0] ^= last;
  s[2] ^= 0xff, sip_round(s), sip_round(s), sip_round(s);
  return s[0] ^ s[1] ^ s[2] ^ s[3];
}

const void *luavm_identity(lua_State *L, int index) {
  const void *p = lua_topointer(L, index);
  vm *v = vm_of(L);
  if (p == NULL || v->profile == LUAVM_PROFILE_TRUSTED) return p;
  /* Always as many digits, so that fuel does not depend on the text's length. */
  return (const void *)(uintptr_t)(luavm_scramble(v, p) | (uint64_t)1 << 63);
}

/* ------------------------------------------------------- random numbers */

uint64_t luavm_seed(lua_State *L) {
  vm *v = vm_of(L);
  return luavm_scramble(v, (const void *)(uintptr_t)++v->seed_count);
}

/* Library tables are shared by all evals of a VM, and so is the generator behind
 * math.random: what one has seeded or drawn must not show in the next. */
bool luavm_random_is_stale(lua_State *L) {
  vm *v = vm_of(L);
  bool stale = v->random_stale;
  v->random_stale = false;
  return stale;
}

/* ------------------------------------------- functions that differ from Lua's */

/* load, for text alone whatever mode was asked for. Upvalue: the environment that
 * it is of, whoever calls it. */
static int text_load(lua_State *L) {
  const char *mode = luaL_optstring(L, 3, "t");
  const char *allowed = strchr(mode, 't') != NULL ? "t" : "";
  if (lua_gettop(L) < 3) lua_settop(L, 3);
  lua_pushstring(L, allowed);
  lua_replace(L, 3);
  if (lua_gettop(L) == 3) lua_pushvalue(L, lua_upvalueindex(1));
  return luaB_load(L);
}

static int plain_setmetatable(lua_State *L) {
  if (lua_type(L, 2) == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL)
      forbid(L, "__gc is not available to scripts; use __close");
    lua_pop(L, 1);
  }
  return luaB_setmetatable(L);
}

/* count, and collections that are paid for in fuel by the size of the heap. */
static int metered_collectgarbage(lua_State *L) {
  const char *option = luaL_optstring(L, 1, "collect");
  vm *v = vm_of(L);
  if (strcmp(option, "count") == 0) {
    lua_pushnumber(L, (lua_Number)gettotalbytes(G(L)) / 1024);
    return 1;
  }
  bool step = strcmp(option, "step") == 0;
  if (!step && strcmp(option, "collect") != 0)
    forbid(L, lua_pushfstring(L, "collectgarbage('%s') is not available to scripts",
                              option));
  meter_charge(L, 1 + v->arena.used / 256);
  int done = lua_gc(L, step ? LUA_GCSTEP : LUA_GCCOLLECT, 0);
  if (step)
    lua_pushboolean(L, done);
  else
    lua_pushinteger(L, 0);
  return 1;
}

/* -------------------------------------------------------------- profiles */

static const luaL_Reg base_functions[] = {{"assert", luaB_assert},
                                          {"error", luaB_error},
                                          {"getmetatable", luaB_getmetatable},
                                          {"ipairs", luaB_ipairs},
                                          {"next", luaB_next},
                                          {"pairs", luaB_pairs},
                                          {"pcall", luaB_pcall},
                                          {"rawequal", luaB_rawequal},
                                          {"rawget", luaB_rawget},
                                          {"rawlen", luaB_rawlen},
                                          {"rawset", luaB_rawset},
                                          {"select", luaB_select},
                                          {"setmetatable", plain_setmetatable},
                                          {"tonumber", luaB_tonumber},
                                          {"tostring", luaB_tostring},
                                          {"type", luaB_type},
                                          {"xpcall", luaB_xpcall},
                                          {"collectgarbage", metered_collectgarbage},
                                          {NULL, NULL}};

static const luaL_Reg standard_os[] = {{"clock", os_clock},
                                       {"date", os_date},
                                       {"difftime", os_difftime},
                                       {"time", os_time},
                                       {NULL, NULL}};

static void freeze(lua_State *L) {
  hvalue(s2v(L->top.p - 1))->flags |= TABLE_FROZEN;
}

/* Stack: globals. */
static void set_function(lua_State *L, const char *name, lua_CFunction f) {
  lua_pushcfunction(L, f);
  lua_setfield(L, -2, name);
}

/* Stack: globals, library. */
static void add_library(lua_State *L, const char *name) {
  freeze(L);
  lua_setfield(L, -2, name);
}

static void open_library(lua_State *L, const char *name, lua_CFunction open,
                         const char *const *without) {
  lua_pushcfunction(L, open);
  lua_call(L, 0, 1);
  for (; *without != NULL; without++) {
    lua_pushnil(L);
    lua_setfield(L, -2, *without);
  }
  add_library(L, name);
}

static void freeze_string_metatable(lua_State *L) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  freeze(L);
  lua_pop(L, 2);
}

static void build_sandbox(lua_State *L, bool standard) {
  static const char *const nothing[] = {NULL};
  static const char *const dump[] = {"dump", NULL};
  static const char *const random[] = {"random", "randomseed", NULL};
  uint32_t wanted = vm_of(L)->libraries;
  if (wanted == 0) wanted = UINT32_MAX;
  lua_createtable(L, 0, 32);
  luaL_setfuncs(L, base_functions, 0);
  lua_pushliteral(L, LUA_VERSION);
  lua_setfield(L, -2, "_VERSION");
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, LUA_GNAME);
  if (wanted & SHIM_LIBRARY_STRING) {
    open_library(L, LUA_STRLIBNAME, luaopen_string, dump);
    freeze_string_metatable(L);
  }
  if (wanted & SHIM_LIBRARY_TABLE)
    open_library(L, LUA_TABLIBNAME, luaopen_table, nothing);
  if (wanted & SHIM_LIBRARY_UTF8)
    open_library(L, LUA_UTF8LIBNAME, luaopen_utf8, nothing);
  if (wanted & SHIM_LIBRARY_MATH)
    open_library(L, LUA_MATHLIBNAME, luaopen_math, standard ? nothing : random);
  if (!standard) return;
  if (wanted & SHIM_LIBRARY_LOAD) set_function(L, "load", text_load);
  if (wanted & SHIM_LIBRARY_PRINT) set_function(L, "print", captured_print);
  if (wanted & SHIM_LIBRARY_COROUTINE)
    open_library(L, LUA_COLIBNAME, luaopen_coroutine, nothing);
  if (!(wanted & SHIM_LIBRARY_OS)) return;
  luaL_newlib(L, standard_os);
  add_library(L, LUA_OSLIBNAME);
}

static void build_trusted(lua_State *L) {
  luaL_openlibs(L);
  lua_pushglobaltable(L);
  lua_pushcfunction(L, captured_print);
  lua_setfield(L, -2, "print");
}

void sandbox_open(lua_State *L) {
  vm *v = vm_of(L);
  if (v->profile == LUAVM_PROFILE_TRUSTED) {
    build_trusted(L);
    lua_pushvalue(L, -1);
    v->kept_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  } else {
    build_sandbox(L, v->profile == LUAVM_PROFILE_STANDARD);
    v->kept_ref = LUA_NOREF;
  }
  v->template_ref = luaL_ref(L, LUA_REGISTRYINDEX);
  host_open(L);
}
