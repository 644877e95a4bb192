/* What a run that failed leaves to the host: texts, places, the error value. */
#include <string.h>

#include "value.h"
#include "vm.h"

static void set_text(result_block *b, luavm_bytes *to, const char *text,
                     size_t length) {
  size_t inline_room = (size_t)(b->end - b->bump);
  if (length > MESSAGE_BYTES) length = MESSAGE_BYTES;
  if (!block_copy(b, to, text, length) && inline_room > 16)
    block_copy(b, to, text, length < inline_room - 16 ? length : inline_room - 16);
}

/* Leaves a string in place of whatever the error value is. */
static int describe_error(lua_State *L) {
  if (lua_type(L, 1) == LUA_TSTRING || lua_type(L, 1) == LUA_TNUMBER) {
    lua_tostring(L, 1);
    return 1;
  }
  if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
    luaL_tolstring(L, 1, NULL);
    return 1;
  }
  lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
  return 1;
}

/* The message handler of a nested run: where the error was raised. */
static int trace_error(lua_State *L) {
  trace_capture(L, L->ci->previous);
  return 1;
}

/* The error value itself, as far as it fits. L holds it on top. */
static void put_error_value(vm *v, run *r, lua_State *L) {
  arena *a = &v->arena;
  size_t room = a->limit > a->used ? a->limit - a->used : 0;
  encoding e = {.limit = room < v->result_limit ? room : v->result_limit};
  e.flags = r->ask->flags & ~LUAVM_EVAL_REFUSE_SHARED;
  if (value_encode(L, lua_gettop(L), r->result, &e) == ENCODE_OK)
    r->result->as.result.error = e.values[0];
}

static const char stack_message[] =
    "C stack overflow, caught again and again; let the script nest its calls less";

static const char indescribable[] = "(error object that could not be turned into text)";

/* Pushes what the error value on top says, while limits still hold: it may be a
 * script that tells. */
static void push_description(vm *v, lua_State *L) {
  if (meter_killed(&v->meter) || !lua_checkstack(L, LUA_MINSTACK)) {
    lua_pushnil(L); /* EXTRA_STACK keeps room for it */
    return;
  }
  if (lua_type(L, -1) == LUA_TSTRING) { /* no call: a run may go on after this */
    lua_pushvalue(L, -1);
    return;
  }
  lua_pushcfunction(L, describe_error);
  lua_pushvalue(L, -2);
  lua_pcall(L, 1, 1, 0);
}

/* The script's own failure: its value and what that says are on top of L. */
static void write_error(vm *v, run *r, lua_State *L) {
  luavm_result *out = &r->result->as.result;
  const TValue *message = s2v(L->top.p - 1), *value = s2v(L->top.p - 2);
  if (r->status == LUAVM_RUNTIME && v->forbidden != NULL && iscollectable(value) &&
      (const void *)gcvalue(value) == v->forbidden)
    r->status = LUAVM_SANDBOX;
  if (ttisstring(message))
    set_text(r->result, &out->message, getstr(tsvalue(message)),
             tsslen(tsvalue(message)));
  else
    set_text(r->result, &out->message, indescribable, sizeof indescribable - 1);
  lua_pop(L, 1);
  if (r->status == LUAVM_RUNTIME || r->status == LUAVM_SANDBOX)
    put_error_value(v, r, L);
}

/* A failure keeps no values; its texts are not bound by the VM's limit. */
static void write_failure(vm *v, run *r, lua_State *L, int cause) {
  value_drop_references(v, r->result);
  block_rewind(r->result);
  block_settle(r->result);
  if (cause != METER_NONE) block_keep_room(r->result);
  luavm_result *out = &r->result->as.result;
  out->values = NULL;
  out->value_count = 0;
  if (cause == METER_STACK)
    set_text(r->result, &out->message, stack_message, sizeof stack_message - 1);
  if (cause == METER_NONE) write_error(v, r, L);
  if (r->status == LUAVM_ARGUMENT) return;
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
      return r->argument ? LUAVM_ARGUMENT : LUAVM_RUNTIME;
  }
}
