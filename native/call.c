/* What a run does, below a protected call: reads what the caller passed, calls,
 * hands the results out. Everything here may raise. */
#include <string.h>

#include "push.h"
#include "value.h"
#include "vm.h"

static int finish_run(lua_State *L, int status, lua_KContext first);

static encoding encoding_of(run *r, vm *v) {
  encoding e = {.limit = v->result_limit, .flags = r->ask->flags};
  e.complaint = r->complaint;
  e.complaint_room = sizeof r->complaint;
  return e;
}

/* Copies the values from that stack index on into the result. */
static void hand_out(lua_State *L, run *r, int first) {
  vm *v = vm_of(L);
  encoding e = encoding_of(r, v);
  r->stage = "(copying the results)";
  int failure = value_encode(L, first, r->result, &e);
  if (failure == ENCODE_NO_MEMORY && !v->arena.hopeless) {
    block_rewind(r->result); /* what the script has dropped may make the room */
    luaC_fullgc(L, 1);
    failure = value_encode(L, first, r->result, &e);
  }
  switch (failure) {
    case ENCODE_OK:
      r->result->as.result.values = e.values;
      r->result->as.result.value_count = e.count;
      if (r->outer != NULL) v->meter.fuel -= (int64_t)(r->result->paid >> 8);
      return;
    case ENCODE_TOO_LARGE:
      r->ask->result_too_large = 1;
      meter_stop_now(L, METER_OUTPUT);
    case ENCODE_NO_MEMORY:
      luaM_error(L);
    case ENCODE_SHARED:
      luaL_error(L, "%s", r->complaint);
      break;
    default:
      meter_trip(L);
  }
}

/* Pushes what the caller passed; an error meanwhile is the caller's. */
static void push_passed(lua_State *L, run *r, const luavm_value *values, size_t count,
                        unsigned flags) {
  r->argument = true;
  r->stage = "(copying the arguments)";
  value_push(L, values, count, flags);
  r->argument = false;
}

static _Noreturn void refuse_argument(lua_State *L, run *r, const char *message) {
  r->argument = true;
  luaL_error(L, "%s", message);
  __builtin_unreachable();
}

static void push_lasting_globals(lua_State *L) {
  vm *v = vm_of(L);
  sandbox_keep(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, v->kept_ref);
}

static void push_kept(lua_State *L, run *r) {
  const TValue *kept = ref_value(vm_of(L), r->ask->object, REF_VALUE);
  if (kept == NULL)
    refuse_argument(L, r, "no such reference: not of this VM, or released before");
  setobj2s(L, L->top.p, kept);
  L->top.p++;
}

/* ------------------------------------------------------------------- kinds */

static int eval_source(lua_State *L, run *r) {
  if (!push_chunk(L, r)) return 1;
  lua_callk(L, 0, LUA_MULTRET, 0, finish_run);
  return finish_run(L, LUA_OK, 0);
}

static int load_chunk(lua_State *L, run *r) {
  vm *v = vm_of(L);
  if (!push_chunk(L, r)) return 1;
  r->ask->object = ref_make(v, s2v(L->top.p - 1), REF_VALUE);
  if (r->ask->object == 0) luaM_error(L);
  return 0;
}

static void push_callee(lua_State *L, run *r) {
  const luavm_value *f = r->ask->key;
  if (f->type != LUAVM_BYTES) {
    push_passed(L, r, f, 1, 0);
    return;
  }
  const luavm_bytes *path = f->as.bytes;
  if (path == NULL || path->data == NULL || path->length > LUAVM_PATH_MAX)
    refuse_argument(L, r, "the path of the function is NULL or too long");
  push_lasting_globals(L);
  path_get(L, path->data, path->length);
  if (lua_isnil(L, -1)) {
    lua_pushlstring(L, path->data, path->length);
    luaL_error(L, "there is no function '%s'", lua_tostring(L, -1));
  }
  lua_replace(L, 1);
  lua_settop(L, 1);
}

static int call_function(lua_State *L, run *r) {
  push_callee(L, r);
  sandbox_enter(L, 1);
  push_passed(L, r, r->ask->values, r->ask->value_count, 0);
  lua_callk(L, (int)r->ask->value_count, LUA_MULTRET, 0, finish_run);
  return finish_run(L, LUA_OK, 0);
}

static int get_global(lua_State *L, run *r) {
  push_lasting_globals(L);
  path_get(L, r->ask->text, r->ask->length);
  lua_replace(L, 1);
  lua_settop(L, 1);
  hand_out(L, r, 1);
  return 0;
}

static int set_global(lua_State *L, run *r) {
  bool read_only = (r->ask->flags & LUAVM_SET_READ_ONLY) != 0;
  push_passed(L, r, r->ask->values, 1, read_only ? PUSH_READ_ONLY : 0);
  r->argument = true;
  if (!global_set(L, r->ask->text, r->ask->length, 1, false)) return lua_error(L);
  r->argument = false;
  return 0;
}

static int index_value(lua_State *L, run *r) {
  push_kept(L, r);
  push_passed(L, r, r->ask->key, 1, 0);
  lua_gettable(L, 1);
  hand_out(L, r, 2);
  return 0;
}

static int assign_value(lua_State *L, run *r) {
  push_kept(L, r);
  push_passed(L, r, r->ask->key, 1, 0);
  push_passed(L, r, r->ask->values, 1, 0);
  lua_settable(L, 1);
  return 0;
}

/* ----------------------------------------------------------------- the run */

static int finish_run(lua_State *L, int status, lua_KContext before) {
  (void)status;
  hand_out(L, vm_of(L)->run, (int)before + 1);
  return 0;
}

/* The C function that all runs start in. */
static int run_entry(lua_State *L) {
  run *r = vm_of(L)->run;
  switch (r->ask->kind) {
    case SHIM_EVAL:
      return eval_source(L, r);
    case SHIM_LOAD:
      return load_chunk(L, r);
    case SHIM_CALL:
      return call_function(L, r);
    case SHIM_GET:
      return get_global(L, r);
    case SHIM_SET:
      return set_global(L, r);
    case SHIM_INDEX:
      return index_value(L, r);
    default:
      return assign_value(L, r);
  }
}

/* What pending values that came in two places are refused with. */
static int raise_complaint(lua_State *L) {
  return luaL_error(L, "%s", vm_of(L)->run->complaint);
}

/* What the host answers, on its way to where it is waited for. */
static int push_answer(lua_State *L) {
  run *r = vm_of(L)->run;
  push_passed(L, r, r->ask->values, r->ask->value_count, 0);
  return (int)r->ask->value_count;
}
