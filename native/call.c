/* The protected entry: running a source. Everything that can raise runs below
 * lua_pcall here; callers get a status. */
#define _GNU_SOURCE
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "value.h"
#include "vm.h"

/* ----------------------------------------------------------------- errors */

static void set_text(result_block *b, luavm_bytes *to, const char *text,
                     size_t length) {
  size_t inline_room = (size_t)(b->end - b->bump);
  if (length > MESSAGE_BYTES) length = MESSAGE_BYTES;
  if (!block_copy(b, to, text, length) && inline_room > 16)
    block_copy(b, to, text, length < inline_room - 16 ? length : inline_room - 16);
}

/* Runs where an error was raised, before the stack is unwound. Leaves a string
 * in place of whatever the error value is. */
static int describe_error(lua_State *L) {
  vm *v = vm_of(L);
  trace_capture(L, L->ci->previous);
  if (lua_type(L, 1) == LUA_TSTRING || lua_type(L, 1) == LUA_TNUMBER) {
    lua_tostring(L, 1);
    lua_settop(L, 1);
    return 1;
  }
  if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
    luaL_tolstring(L, 1, NULL);
    return 1;
  }
  v->forbidden = NULL;
  lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
  return 1;
}

/* "name:LINE: text" as the parser writes it. */
static void syntax_position(vm *v, const char *chunk_name, const char *message) {
  luaO_chunkid(v->source, chunk_name, strlen(chunk_name));
  v->source_length = strlen(v->source);
  if (strncmp(message, v->source, v->source_length) == 0 &&
      message[v->source_length] == ':')
    v->line = atoi(message + v->source_length + 1);
}

/* ------------------------------------------------------------------- eval */

typedef struct run {
  shim_eval *eval;
  result_block *result;
  int status;
} run;

/* As luaL_loadfile does: a byte-order mark and a first '#' line do not count,
 * but the line's end stays, to keep line numbers right. */
static const char *skip_preamble(const char *source, size_t *length) {
  const char *end = source + *length;
  if (*length >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) source += 3;
  if (source < end && *source == '#')
    while (source < end && *source != '\n') source++;
  *length = (size_t)(end - source);
  return source;
}

static bool load_source(lua_State *L, run *r) {
  vm *v = vm_of(L);
  size_t length = r->eval->source_length;
  const char *source = skip_preamble(r->eval->source, &length);
  if (length > 0 && *source == LUA_SIGNATURE[0]) {
    r->status = LUAVM_SANDBOX;
    lua_pushliteral(L, "precompiled chunks are refused; pass Lua source text");
    return false;
  }
  int status = luaL_loadbufferx(L, source, length, r->eval->chunk_name, "t");
  if (status == LUA_OK) return true;
  if (status != LUA_ERRSYNTAX) luaD_throw(L, status); /* killed, or out of memory */
  r->status = LUAVM_SYNTAX;
  syntax_position(v, r->eval->chunk_name, lua_tostring(L, -1));
  return false;
}

static void report_encoding(lua_State *L, run *r, int failure) {
  switch (failure) {
    case ENCODE_OK:
      return;
    case ENCODE_TOO_LARGE:
      r->eval->result_too_large = 1;
      meter_stop_now(L, METER_OUTPUT);
    case ENCODE_NO_MEMORY:
      luaM_error(L);
    default:
      meter_trip(L);
  }
}

static int run_source(lua_State *L) {
  run *r = lua_touserdata(L, 1);
  lua_settop(L, 0);
  sandbox_environment(L, r->eval->keep_environment != 0);
  if (!load_source(L, r)) return 1;
  lua_pushvalue(L, 1);
  lua_setupvalue(L, 2, 1);
  lua_call(L, 0, LUA_MULTRET);
  vm *v = vm_of(L);
  int failure = value_encode(L, 2, r->result, v->result_limit);
  if (failure == ENCODE_NO_MEMORY && !v->arena.hopeless) {
    block_rewind(r->result); /* what the script has dropped may make the room */
    luaC_fullgc(L, 1);
    failure = value_encode(L, 2, r->result, v->result_limit);
  }
  report_encoding(L, r, failure);
  return 0;
}

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static const char stack_message[] =
    "C stack overflow, caught again and again; let the script nest its calls less";

/* A failure keeps no values; its texts are not bound by the VM's limit. */
static void write_failure(vm *v, run *r, int cause) {
  lua_State *L = v->L;
  block_rewind(r->result);
  block_settle(r->result);
  if (cause != METER_NONE) block_keep_room(r->result);
  luavm_result *out = &r->result->as.result;
  out->values = NULL;
  out->value_count = 0;
  if (cause == METER_STACK)
    set_text(r->result, &out->message, stack_message, sizeof stack_message - 1);
  if (cause == METER_NONE && lua_type(L, -1) == LUA_TSTRING) {
    const TString *message = tsvalue(s2v(L->top.p - 1));
    if (r->status == LUAVM_RUNTIME && message == v->forbidden)
      r->status = LUAVM_SANDBOX;
    set_text(r->result, &out->message, getstr(message), tsslen(message));
  }
  set_text(r->result, &out->source, v->source, v->source_length);
  set_text(r->result, &out->traceback, v->trace, v->trace_length);
  out->line = v->line;
}

static int status_of(int lua_status, const run *r) {
  switch (lua_status) {
    case LUA_OK:
      return r->status;
    case LUA_ERRMEM:
      return LUAVM_MEMORY;
    default:
      return LUAVM_RUNTIME;
  }
}

static void prepare(vm *v, const shim_eval *eval) {
  v->output_limit = eval->output_bytes;
  v->result_limit = eval->result_bytes;
  v->echo = eval->echo != 0;
  v->output_count = 0;
  v->trace_length = v->source_length = 0;
  v->line = 0;
  v->kill_traced = false;
  v->stack_errors = 0;
  v->forbidden = NULL;
  v->arena.over_quota = v->arena.hopeless = false;
  arena_restart(&v->arena);
}

static void attach_output(vm *v, result_block *b) {
  if (v->output == NULL) return;
  char *text = (char *)(v->output + 1);
  text[v->output_count] = 0;
  b->as.result.output.data = text;
  b->as.result.output.length = v->output_count;
  if (b->payer == NULL) arena_discharge(&v->arena, v->output->bytes);
  block_adopt(b, v->output);
  v->output = NULL;
}

static locale_t c_locale(void) {
  static locale_t made;
  locale_t known = __atomic_load_n(&made, __ATOMIC_ACQUIRE);
  if (known != NULL) return known;
  locale_t mine = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (__atomic_compare_exchange_n(&made, &known, mine, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE))
    return mine;
  freelocale(mine);
  return known;
}

static int protected_run(vm *v, run *r) {
  lua_State *L = v->L;
  locale_t host = uselocale(c_locale());
  lua_pushcfunction(L, describe_error);
  lua_pushcfunction(L, run_source);
  lua_pushlightuserdata(L, r);
  int status = lua_pcall(L, 1, LUA_MULTRET, 1);
  uselocale(host);
  if (v->echo) echo(NULL, 0);
  return status;
}

/* Lua gives a deep stack back half by half, a cycle each, and none of it when
 * memory runs out: the next eval would miss what this one has grown. */
static void release_stack(lua_State *L) {
  enum { KEPT_SLOTS = 1024, KEPT_CALLS = 32 };
  CallInfo *last = L->ci;
  for (int i = 0; i < KEPT_CALLS && last->next != NULL; i++) last = last->next;
  for (CallInfo *ci = last->next, *next; ci != NULL; ci = next) {
    next = ci->next;
    luaM_free(L, ci);
    L->nci--;
  }
  last->next = NULL;
  if (stacksize(L) > KEPT_SLOTS) luaD_shrinkstack(L);
}

int32_t shim_vm_eval(struct vm *v, shim_eval *eval, luavm_result **result) {
  uint64_t wall = nanoseconds(CLOCK_MONOTONIC);
  uint64_t cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  uint64_t collections = v->gc_count;
  *result = NULL;
  if (shim_stack_left() < SHIM_STACK_BYTES)
    return meter_stop(&v->meter), LUAVM_UNSUPPORTED;
  run r = {eval, block_new(BLOCK_RESULT, &v->arena), LUAVM_OK};
  if (r.result == NULL) return meter_stop(&v->meter), LUAVM_MEMORY;
  luavm_result *out = &r.result->as.result;
  result_clear(out);
  prepare(v, eval);
  int status = status_of(protected_run(v, &r), &r);
  r.status = status;
  int cause = meter_stop(&v->meter);
  if (cause != METER_NONE) r.status = cause;
  if (r.status != LUAVM_OK) write_failure(v, &r, cause);
  out->usage.memory_peak_bytes = v->arena.peak;
  attach_output(v, r.result);
  lua_settop(v->L, 0);
  release_stack(v->L);
  sandbox_leave(v->L);
  out->status = r.status;
  out->usage.fuel = (uint64_t)meter_used(&v->meter);
  out->usage.gc_count = v->gc_count - collections;
  out->usage.cpu_ns = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
  out->usage.wall_ns = nanoseconds(CLOCK_MONOTONIC) - wall;
  block_settle(r.result);
  out->usage.memory_bytes = v->arena.used;
  *result = out;
  return r.status;
}
