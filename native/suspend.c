/* Runs that wait for the host. What runs is a coroutine of ours; where a script
 * has coroutines of its own on top, all of them are suspended together: resuming
 * one passes the host's suspension on outwards, and its resumption inwards
 * (lua/edits/state.py). */
#include "vm.h"

static bool run_can_suspend(lua_State *L) {
  const vm *v = vm_of(L);
  if (v->run == NULL || v->run->outer != NULL) return false;
  for (lua_State *at = L; at != NULL && yieldable(at); at = vm_resumer(at))
    if (at == v->runner) return true;
  return false;
}

/* Whether what a host function gives along finds room in all that it passes. */
static bool has_room(lua_State *L, int values) {
  for (lua_State *at = vm_resumer(L); at != NULL; at = vm_resumer(at))
    if (!lua_checkstack(at, values)) return false;
  return true;
}

bool luavm_suspends(lua_State *L, int values) {
  if (!run_can_suspend(L) || !has_room(L, values)) return false;
  vm_of(L)->suspended = true;
  return true;
}

bool luavm_yields(lua_State *L) {
  vm *v = vm_of(L);
  if (!v->meter.slice_over || !luavm_suspends(L, 0)) return false;
  v->yielded = true;
  v->meter.slice_over = false;
  v->meter.fuel++; /* going on costs what a call does, and is none */
  return true;
}

bool luavm_is_suspended(lua_State *L) {
  return vm_of(L)->suspended;
}

/* What an error says is asked for in the state that Lua began with: to scripts,
 * that is the main thread as well, and there is no other. */
bool luavm_is_main(lua_State *L) {
  return L == vm_of(L)->runner || L == vm_of(L)->L;
}

void luavm_push_running(lua_State *L) {
  lua_State *running = luavm_is_main(L) ? vm_of(L)->runner : L;
  setthvalue(L, s2v(L->top.p), running);
  L->top.p++;
}
