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

bool luavm_suspends(lua_State *L) {
  if (!run_can_suspend(L)) return false;
  vm_of(L)->suspended = true;
  return true;
}

bool luavm_yields(lua_State *L) {
  vm *v = vm_of(L);
  if (!v->meter.slice_over || !luavm_suspends(L)) return false;
  v->yielded = true;
  v->meter.slice_over = false;
  v->meter.fuel++; /* going on costs what a call does, and is none */
  return true;
}

bool luavm_is_suspended(lua_State *L) {
  return vm_of(L)->suspended;
}

bool luavm_is_main(lua_State *L) {
  return L == vm_of(L)->runner;
}
