/* Sources: from text to a function with an environment. */
#include <stdlib.h>
#include <string.h>

#include "vm.h"

/* "name:LINE: text" as the parser writes it. */
static void syntax_position(vm *v, const char *chunk_name, const char *message) {
  luaO_chunkid(v->source, chunk_name, strlen(chunk_name));
  v->source_length = strlen(v->source);
  if (strncmp(message, v->source, v->source_length) == 0 &&
      message[v->source_length] == ':')
    v->line = atoi(message + v->source_length + 1);
}

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
  size_t length = r->ask->length;
  const char *source = skip_preamble(r->ask->text, &length);
  if (length > 0 && *source == LUA_SIGNATURE[0]) {
    r->status = LUAVM_SANDBOX;
    lua_pushliteral(L, "precompiled chunks are refused; pass Lua source text");
    return false;
  }
  r->stage = "(compiling)";
  int status = luaL_loadbufferx(L, source, length, r->ask->chunk_name, "t");
  if (status == LUA_OK) return true;
  if (status != LUA_ERRSYNTAX) luaD_throw(L, status); /* killed, or out of memory */
  r->status = LUAVM_SYNTAX;
  syntax_position(v, r->ask->chunk_name, lua_tostring(L, -1));
  return false;
}

/* Pushes the source as a function; false, and a message on top: it is none. */
static bool push_chunk(lua_State *L, run *r) {
  sandbox_environment(L, (r->ask->flags & LUAVM_EVAL_KEEP_ENVIRONMENT) != 0);
  if (!load_source(L, r)) return false;
  lua_insert(L, -2);
  lua_setupvalue(L, -2, 1);
  return true;
}
