#include "meter.h"

#include "vm.h"

void meter_start(meter *m, int64_t fuel, uint64_t epoch) {
  m->fuel = m->budget = fuel;
  m->later = 0;
  m->slice_over = false;
  meter_go_on(m, epoch);
}

void meter_go_on(meter *m, uint64_t epoch) {
  __atomic_store_n(&m->stop, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&m->state, epoch << 8, __ATOMIC_SEQ_CST);
}

void meter_slice(meter *m, int64_t slice) {
  int64_t left = m->fuel + m->later;
  m->fuel = slice > 0 && slice < left ? slice : left;
  m->later = left - m->fuel;
  m->slice_over = false;
}

int meter_stop(meter *m) {
  return (int)(__atomic_exchange_n(&m->state, 0, __ATOMIC_SEQ_CST) & 0xff);
}

int64_t meter_used(const meter *m) {
  return m->budget - m->later - m->fuel;
}

void meter_kill(meter *m, uint64_t epoch, int cause) {
  uint64_t state = epoch << 8;
  if (__atomic_compare_exchange_n(&m->state, &state, state | (uint64_t)cause, false,
                                  __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    __atomic_store_n(&m->stop, INT64_MIN, __ATOMIC_SEQ_CST);
}

void meter_end(meter *m, int cause) {
  meter_kill(m, meter_state(m) >> 8, cause);
}

static void throw_token(lua_State *L) {
  setpvalue(s2v(L->top.p), &vm_of(L)->meter);
  L->top.p++; /* EXTRA_STACK keeps room for it */
  luaD_throw(L, LUA_ERRRUN);
}

/* The first trip of a kill is where the script was. */
static void capture_once(lua_State *L, vm *v) {
  if (!v->kill_traced) trace_capture(L, L->ci);
  v->kill_traced = true;
}

void meter_stop_now(lua_State *L, int cause) {
  vm *v = vm_of(L);
  capture_once(L, v);
  meter_end(&v->meter, cause);
  throw_token(L);
  __builtin_unreachable();
}

/* What closes the library's buffers and files runs in a killed script as well:
 * a finalizer is called once, so what it does not free stays taken. */
static bool releases(lua_State *L) {
  const TValue *f = s2v(L->ci->func.p);
  return ttislcf(f) &&
         (fvalue(f) == boxgc || fvalue(f) == f_gc || fvalue(f) == host_gc);
}

/* The slice is over, the fuel is not: what cannot yield here goes on. */
static bool next_slice(meter *m) {
  if (m->later <= 0) return false;
  int64_t grace = m->later < METER_GRACE ? m->later : METER_GRACE;
  m->slice_over = true;
  m->later -= grace;
  m->fuel += grace;
  return true;
}

/* Code in C cannot yield, nor what it waits for: the Lua code that it returns to
 * looks at once. Behind a frame that is to look already, those of its state are. */
static void trap_callers(lua_State *L) {
  for (lua_State *at = L; at != NULL; at = vm_resumer(at)) {
    bool first = true;
    for (CallInfo *ci = at->ci; ci != NULL; ci = ci->previous) {
      if (!isLua(ci)) continue;
      if (!first && ci->u.l.trap) break;
      ci->u.l.trap = 1;
      first = false;
    }
  }
}

void meter_trip(lua_State *L) {
  vm *v = vm_of(L);
  meter *m = &v->meter;
  if (releases(L)) return;
  if (meter_cause(m) == METER_NONE) {
    while (m->fuel < 0)
      if (!next_slice(m)) meter_stop_now(L, METER_FUEL);
    if (m->slice_over) trap_callers(L);
    /* A kill of an earlier eval came late. Clear before looking again, so that
     * one of this eval is not cleared with it. */
    __atomic_store_n(&m->stop, 0, __ATOMIC_SEQ_CST);
    if (meter_cause(m) == METER_NONE) return;
    __atomic_store_n(&m->stop, INT64_MIN, __ATOMIC_SEQ_CST);
  }
  capture_once(L, v);
  throw_token(L);
}

void meter_stack_full(lua_State *L) {
  if (vm_of(L)->stack_errors++ >= METER_STACK_ERRORS) meter_stop_now(L, METER_STACK);
  luaG_runerror(L, "C stack overflow");
  __builtin_unreachable();
}

static bool ordinary(const vm *v) {
  return v->arena.hopeless || (v->flags & LUAVM_VM_MEMORY_CATCHABLE);
}

static int memory_cause(const vm *v) {
  return v->arena.over_quota ? METER_QUOTA : METER_MEMORY;
}

void meter_out_of_memory(lua_State *L) {
  vm *v = G(L)->ud; /* a state half made has no extra space yet */
  if (!meter_runs(&v->meter)) luaD_throw(L, LUA_ERRMEM);
  if (ordinary(v) && meter_cause(&v->meter) == METER_NONE) {
    trace_capture(L, L->ci);
    luaD_throw(L, LUA_ERRMEM);
  }
  meter_stop_now(L, memory_cause(v));
}

int meter_memory_refused(lua_State *L) {
  vm *v = G(L)->ud;
  if (meter_runs(&v->meter) && !ordinary(v)) meter_end(&v->meter, memory_cause(v));
  return 0;
}
