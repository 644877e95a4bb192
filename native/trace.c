/* The post-mortem: where a script was, written without allocating, so that it
 * works at the moment memory or time has run out. */
#include <stdarg.h>
#include <stdio.h>

#include "vm.h"

static int run_entry(lua_State *L);

enum { FRAMES_HEAD = 12, FRAMES_TAIL = 6 };

static void append(vm *v, const char *format, ...) {
  size_t room = TRACE_BYTES - v->trace_length;
  va_list args;
  va_start(args, format);
  int n = vsnprintf(v->trace + v->trace_length, room, format, args);
  va_end(args);
  if (n > 0) v->trace_length += (size_t)n < room ? (size_t)n : room - 1;
}

/* Chunk names come from scripts too: nothing of theirs may forge a line. */
static void plain(char *text) {
  for (; *text != 0; text++)
    if ((unsigned char)*text < 0x20 || *text == 0x7f) *text = '?';
}

/* Fields are named by scripts as well. */
static void put_name(vm *v, const lua_Debug *ar) {
  char name[41];
  snprintf(name, sizeof name, "%s", ar->name);
  plain(name);
  append(v, "%s '%s'\n", ar->namewhat, name);
}

static void put_frame(vm *v, lua_State *L, lua_Debug *ar) {
  lua_getinfo(L, "Slnt", ar);
  plain(ar->short_src);
  if (*ar->what == 'C')
    append(v, "[C]: in ");
  else
    append(v, "%s:%d: in ", ar->short_src, ar->currentline);
  if (*ar->what == 'm')
    append(v, "main chunk\n");
  else if (ar->name != NULL)
    put_name(v, ar);
  else if (*ar->what == 'C')
    append(v, "?\n");
  else
    append(v, "function <%s:%d>\n", ar->short_src, ar->linedefined);
  if (ar->istailcall) append(v, "(...tail calls...)\n");
}

static int depth_of(lua_State *L, CallInfo *ci) {
  int n = 0;
  for (; ci != &L->base_ci; ci = ci->previous) n++;
  return n;
}

/* The C function that starts a run. */
static bool ours(CallInfo *ci) {
  const TValue *f = s2v(ci->func.p);
  return ttislcf(f) && fvalue(f) == run_entry;
}

static void put_thread(vm *v, lua_State *L, CallInfo *ci) {
  int depth = depth_of(L, ci);
  lua_Debug ar;
  int level = 0;
  for (; ci != &L->base_ci; ci = ci->previous, level++) {
    if (level == FRAMES_HEAD && depth > FRAMES_HEAD + FRAMES_TAIL)
      append(v, "... (%d more)\n", depth - FRAMES_HEAD - FRAMES_TAIL);
    if (level >= FRAMES_HEAD && level < depth - FRAMES_TAIL) continue;
    if (ours(ci)) continue;
    ar.i_ci = ci;
    put_frame(v, L, &ar);
  }
}

static void find_position(vm *v, lua_State *L) {
  for (CallInfo *ci = L->ci; ci != &L->base_ci; ci = ci->previous) {
    if (!isLua(ci)) continue;
    lua_Debug ar;
    ar.i_ci = ci;
    lua_getinfo(L, "Sl", &ar);
    plain(ar.short_src);
    v->line = ar.currentline;
    v->source_length = (size_t)snprintf(v->source, SOURCE_BYTES, "%s", ar.short_src);
    return;
  }
}

void trace_capture(lua_State *L, CallInfo *top) {
  vm *v = vm_of(L);
  v->trace_length = 0;
  v->source_length = 0;
  v->line = 0;
  lua_State *at = L;
  for (; at != NULL && v->line == 0; at = vm_resumer(at)) find_position(v, at);
  for (at = L; at != NULL; at = vm_resumer(at)) {
    put_thread(v, at, at == L ? top : at->ci);
    if (vm_resumer(at) != NULL) append(v, "(resumed by)\n");
  }
  if (v->trace_length == 0 && v->run != NULL) append(v, "%s", v->run->stage);
  if (v->trace_length > 0 && v->trace[v->trace_length - 1] == '\n') v->trace_length--;
  v->trace[v->trace_length] = 0;
}
