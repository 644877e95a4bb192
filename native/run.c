/* The protected entry: one run, from the caller's wish to a status and a result.
 * The outermost runs in a coroutine, so that it can wait for the host; one from
 * within a host function runs on top of what called that. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "value.h"
#include "vm.h"

/* -------------------------------------------------------------- the outermost */

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

static void prepare(vm *v, const shim_run *ask) {
  v->output_limit = ask->output_bytes;
  v->result_limit = ask->result_bytes;
  v->echo = (ask->flags & SHIM_ECHO) != 0;
  v->output_count = v->output_taken = 0;
  v->trace_length = v->source_length = 0;
  v->line = 0;
  v->kill_traced = false;
  v->stack_errors = 0;
  v->forbidden = NULL;
  v->resume_raises = false;
  v->arena.over_quota = v->arena.hopeless = false;
  arena_restart(&v->arena);
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

/* Makes the message where running out of memory is an error like any other. */
static int refuse_answer(lua_State *L) {
  lua_pushstring(L, lua_touserdata(L, 1));
  return lua_error(L);
}

static int refused_answer(lua_State *L, const char *why) {
  lua_pushcfunction(L, refuse_answer);
  lua_pushlightuserdata(L, (void *)(uintptr_t)why);
  return lua_pcall(L, 1, 0, 0);
}

/* Puts what the host answers where the run waits for it. */
static int take_answer(vm *v, run *r, int *count) {
  lua_State *L = v->L;
  bool raises = r->ask->answer == LUAVM_RUNTIME;
  *count = (int)r->ask->value_count;
  if (v->yielded && (*count > 0 || raises)) {
    r->argument = true;
    return refused_answer(L, "the slice was over: nothing waits for an answer");
  }
  v->resume_raises = raises;
  if (*count == 0) return LUA_OK;
  v->meter.fuel++; /* this is no call of the script's */
  lua_pushcfunction(L, push_answer);
  int status = lua_pcall(L, 0, LUA_MULTRET, 0);
  if (status != LUA_OK) v->resume_raises = false; /* it may be asked again */
  if (status != LUA_OK) return status;
  if (!lua_checkstack(v->runner, *count)) {
    lua_settop(L, 0);
    return refused_answer(L, "too many values");
  }
  lua_xmove(L, v->runner, *count);
  return LUA_OK;
}

/* Ends the coroutine, and leaves its error on top of the main state. */
static int bury(vm *v, int status) {
  lua_State *T = v->runner;
  if (!v->kill_traced) trace_capture(T, T->ci);
  v->waiting = false;
  v->suspended = false;
  int ended = lua_closethread(T, NULL);
  if (ended == LUA_OK)
    lua_pushnil(v->L);
  else
    lua_xmove(T, v->L, 1);
  return ended == LUA_OK ? status : ended;
}

static int resume_runner(vm *v, run *r) {
  lua_State *T = v->runner;
  int count = 0;
  if (r->ask->kind == SHIM_RESUME) {
    if (r->ask->answer == LUAVM_CANCELLED) meter_end(&v->meter, METER_CANCELLED);
    int refused = take_answer(v, r, &count);
    if (refused != LUA_OK) {
      if (!meter_killed(&v->meter)) return refused; /* it still waits */
      return bury(v, refused);
    }
  } else {
    lua_pushcfunction(T, run_entry);
  }
  v->suspended = v->waiting = v->yielded = false;
  int status = lua_resume(T, NULL, count, &r->pending);
  if (status == LUA_OK) lua_xmove(T, v->L, r->pending); /* a message, or nothing */
  if (status != LUA_OK && status != LUA_YIELD) status = bury(v, status);
  return status;
}

/* What a host function gave along with its "later". */
static int hand_out_pending(vm *v, run *r) {
  lua_State *T = v->runner;
  encoding e = encoding_of(r, v);
  int first = lua_gettop(T) - r->pending + 1;
  int failure = r->pending == 0 ? ENCODE_OK : value_encode(T, first, r->result, &e);
  if (failure == ENCODE_NO_MEMORY && !v->arena.hopeless) {
    block_rewind(r->result); /* as hand_out does */
    luaC_fullgc(v->L, 1);
    failure = value_encode(T, first, r->result, &e);
  }
  if (failure == ENCODE_OK) {
    r->result->as.result.values = e.values;
    r->result->as.result.value_count = e.count;
    lua_pop(T, r->pending);
    return LUA_YIELD;
  }
  if (failure == ENCODE_SHARED) {
    bury(v, LUA_ERRRUN);
    lua_pushcfunction(v->L, raise_complaint);
    return lua_pcall(v->L, 0, 0, 0);
  }
  int cause = failure == ENCODE_TOO_LARGE ? METER_OUTPUT : METER_MEMORY;
  r->ask->result_too_large = failure == ENCODE_TOO_LARGE;
  meter_end(&v->meter, cause);
  return bury(v, LUA_ERRRUN);
}

static int run_outermost(vm *v, run *r) {
  int status = resume_runner(v, r);
  if (status == LUA_YIELD && !meter_killed(&v->meter)) {
    v->waiting = true;
    r->status = v->yielded ? LUAVM_YIELDED : LUAVM_PENDING;
    if (!v->yielded) status = hand_out_pending(v, r);
  } else if (status == LUA_YIELD) {
    status = bury(v, LUA_ERRRUN);
  }
  return status == LUA_YIELD ? LUA_OK : status;
}

/* ------------------------------------------------- from within a host function */

static int run_nested(lua_State *L) {
  if (!lua_checkstack(L, LUA_MINSTACK)) {
    lua_pushnil(L); /* EXTRA_STACK keeps room for it */
    return LUA_ERRMEM;
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_pushcfunction(L, trace_error);
  lua_pushcfunction(L, run_entry);
  int base = lua_gettop(L) - 2;
  int status = lua_pcall(L, 0, LUA_MULTRET, -2);
  lua_pushvalue(L, base); /* the environment of what goes on */
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  return status;
}

/* ---------------------------------------------------------------- the entry */

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
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
  v->output_taken += v->output_count;
  v->output_count = 0;
}

/* C stack for what Lua may still nest, which a run inside another shares. */
static bool stack_suffices(const vm *v) {
  size_t need = SHIM_STACK_BYTES;
  if (v->host != NULL) {
    size_t calls = getCcalls(v->host->L);
    size_t left = calls < LUAI_MAXCCALLS ? LUAI_MAXCCALLS - calls : 0;
    need = SHIM_STACK_BYTES / 8 + SHIM_STACK_BYTES / LUAI_MAXCCALLS * left;
  }
  return shim_stack_left() >= need;
}

static void report(vm *v, run *r, lua_State *L, int status, bool nested) {
  luavm_result *out = &r->result->as.result;
  if (status != LUA_OK || r->status == LUAVM_SYNTAX || r->status == LUAVM_SANDBOX)
    push_description(v, L);
  int cause = nested ? meter_cause(&v->meter) : meter_stop(&v->meter);
  bool waits = r->status == LUAVM_PENDING || r->status == LUAVM_YIELDED;
  if (waits && status == LUA_OK) cause = METER_NONE; /* too late for this piece */
  if (waits && status != LUA_OK) r->status = LUAVM_OK;
  r->status = status_of(status, r);
  if (cause != METER_NONE) r->status = cause;
  waits = r->status == LUAVM_PENDING || r->status == LUAVM_YIELDED;
  if (r->status != LUAVM_OK && !waits) write_failure(v, r, L, cause);
  out->status = r->status;
}

static void write_usage(vm *v, run *r, uint64_t wall, uint64_t cpu) {
  luavm_usage *usage = &r->result->as.result.usage;
  r->wall_ns += nanoseconds(CLOCK_MONOTONIC) - wall;
  if (r->measured) r->cpu_ns += nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
  usage->wall_ns = r->wall_ns;
  usage->cpu_ns = r->cpu_ns;
  usage->service_ns = v->first_run.service_ns;
  usage->fuel = (uint64_t)meter_used(&v->meter);
  usage->gc_count = v->gc_count - r->collections;
}

static void end_outermost(vm *v, run *r) {
  attach_output(v, r->result);
  lua_settop(v->L, 0);
  if (v->waiting) return;
  lua_settop(v->runner, 0);
  release_stack(v->runner);
  if (r->status != LUAVM_OK) release_stack(v->L);
  sandbox_leave(v->L);
}

static void start(vm *v, run *r, const shim_run *ask) {
  if (ask->kind != SHIM_RESUME) {
    r->wall_ns = r->cpu_ns = 0;
    if (v->host == NULL) r->service_ns = 0;
    r->measured = ask->kind == SHIM_EVAL || ask->kind == SHIM_LOAD;
    r->collections = v->gc_count;
    if (v->host == NULL) prepare(v, ask);
  }
  r->status = LUAVM_OK;
  r->argument = false;
  r->stage = "(starting)";
  r->pending = 0;
  if (v->host == NULL) meter_slice(&v->meter, (int64_t)ask->slice_fuel);
}

int32_t shim_vm_run(struct vm *v, shim_run *ask, luavm_result **result) {
  bool nested = v->host != NULL;
  run inner, *r = nested ? &inner : &v->first_run;
  lua_State *L = nested ? v->host->L : v->L;
  uint64_t wall = nanoseconds(CLOCK_MONOTONIC), cpu = 0;
  *result = NULL;
  r->result = stack_suffices(v) ? block_new(BLOCK_RESULT, &v->arena) : NULL;
  if (r->result == NULL) {
    bool stack = stack_suffices(v);
    if (!nested) meter_stop(&v->meter);
    return stack ? LUAVM_MEMORY : LUAVM_UNSUPPORTED;
  }
  luavm_result *out = &r->result->as.result;
  result_clear(out);
  r->ask = ask;
  start(v, r, ask);
  if (r->measured) cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (!nested) host_flush(v);
  refs_sweep(v);
  r->outer = v->run;
  v->run = r;
  locale_t outer_locale = v->host_locale;
  int top = lua_gettop(L);
  v->host_locale = uselocale(c_locale());
  int status = nested ? run_nested(L) : run_outermost(v, r);
  uselocale(v->host_locale);
  v->host_locale = outer_locale;
  if (v->echo) echo(NULL, 0);
  report(v, r, L, status, nested);
  v->run = r->outer;
  out->usage.memory_peak_bytes = v->arena.peak;
  if (nested)
    lua_settop(L, top);
  else
    end_outermost(v, r);
  write_usage(v, r, wall, cpu);
  block_settle(r->result);
  out->usage.memory_bytes = v->arena.used;
  *result = out;
  return r->status;
}

int32_t shim_vm_depth(const struct vm *v) {
  return v->host == NULL || v->releasing ? 0 : v->host->depth;
}

int32_t shim_vm_waits(const struct vm *v) {
  return v->waiting;
}

int32_t shim_vm_publish(struct vm *v, luavm_result *result) {
  result_block *b = (result_block *)result;
  if (block_publish(b)) return 1;
  value_drop_references(v, b);
  block_drop(b);
  return 0;
}
