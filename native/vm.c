/* A VM's life, its counters, and the C stack it needs. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "fault.h"
#include "vm.h"

static void *arena_for_lua(void *ud, void *block, size_t osize, size_t nsize) {
  return arena_realloc(&((vm *)ud)->arena, block, osize, nsize);
}

/* Nothing made here dies young: collecting would be for nothing, and the first
 * cycle can wait until scripts have doubled the heap. */
static int open_globals(lua_State *L) {
  lua_gc(L, LUA_GCSTOP);
  vm_of(L)->runner = lua_newthread(L);
  luaL_ref(L, LUA_REGISTRYINDEX);
  sandbox_open(L);
  lua_gc(L, LUA_GCRESTART);
  luaE_setdebt(G(L), -(l_mem)gettotalbytes(G(L)));
  return 0;
}

/* No lua_State may do without: an error outside a protected call. */
static int unprotected(lua_State *L) {
  (void)L;
  fputs("luavm: unprotected error in the engine; this is a defect\n", stderr);
  return 0;
}

static bool open_state(vm *v) {
  lua_State *L = lua_newstate(arena_for_lua, v);
  if (L == NULL) return false;
  memset(lua_getextraspace(L), 0, LUA_EXTRASPACE);
  vm_of(L) = v;
  v->L = L;
  lua_atpanic(L, unprotected);
  if (v->profile == LUAVM_PROFILE_TRUSTED) lua_setwarnf(L, warnfoff, L);
  lua_pushcfunction(L, open_globals);
  return lua_pcall(L, 0, 0, 0) == LUA_OK;
}

/* Where requests are counted, the same ones come every time: the key also seeds
 * the hashes. */
static bool draw_key(vm *v) {
  if (fault_armed()) return true;
  return getrandom(v->identity_key, sizeof v->identity_key, 0) ==
         (ssize_t)sizeof v->identity_key;
}

static host_item *drop(vm *v) {
  host_item *items = host_close(v);
  arena_close(&v->arena);
  refs_close(v);
  free(v);
  return items;
}

struct vm *shim_vm_open(const shim_options *options, int32_t *status) {
  vm *v = fault_calloc(1, sizeof *v);
  strings_open();
  *status = LUAVM_MEMORY;
  if (v == NULL) return NULL;
  v->profile = options->profile;
  v->flags = options->flags;
  v->handle = options->handle;
  v->user = options->user;
  refs_open(&v->refs);
  meter_start(&v->meter, METER_FUEL_MAX, 0);
  v->libraries = options->libraries;
  arena_open(&v->arena, options->account != NULL ? options->account : &account_process,
             options->memory_bytes, options->memory_soft_bytes);
  bool open = draw_key(v) && arena_charge(&v->arena, sizeof *v) && open_state(v);
  if (!open) {
    if (v->arena.over_quota) *status = LUAVM_QUOTA;
    shim_items_end(drop(v));
    return NULL;
  }
  arena_restart(&v->arena);
  *status = LUAVM_OK;
  return v;
}

static void *close_lua(void *L) {
  lua_close(L);
  return NULL;
}

/* Finalizers go as deep as any script; the caller may have less room than that. */
static void close_with_finalizers(vm *v) {
  pthread_attr_t attributes;
  pthread_t thread;
  sigset_t all, before;
  meter_start(&v->meter, 1000000, 1);
  arena_watch_faults(&v->arena);
  if (shim_stack_left() >= SHIM_STACK_BYTES) {
    lua_close(v->L);
    return;
  }
  sigfillset(&all);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 2 * SHIM_STACK_BYTES);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* the host's handlers stay out */
  if (pthread_create(&thread, &attributes, close_lua, v->L) == 0)
    pthread_join(thread, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

host_item *shim_vm_close(struct vm *v) {
  v->ending = true;
  /* Open files are the one thing a VM may hold outside its arena. */
  if (v->profile == LUAVM_PROFILE_TRUSTED) close_with_finalizers(v);
  return drop(v);
}

void *shim_vm_state(struct vm *v) {
  return v->L;
}

void shim_vm_begin(struct vm *v, int64_t fuel, uint64_t epoch) {
  arena_watch_faults(&v->arena);
  meter_start(&v->meter, fuel, epoch);
}

void shim_vm_go_on(struct vm *v, uint64_t epoch) {
  arena_watch_faults(&v->arena);
  meter_go_on(&v->meter, epoch);
}

void shim_vm_kill(struct vm *v, uint64_t epoch, int32_t cause) {
  meter_kill(&v->meter, epoch, cause);
}

int32_t shim_vm_end(struct vm *v) {
  return meter_stop(&v->meter);
}

int32_t shim_vm_gc_mode(struct vm *v, int32_t generational) {
  return lua_gc(v->L, generational ? LUA_GCGEN : LUA_GCINC, 0, 0, 0) == LUA_GCGEN;
}

void shim_vm_trim(struct vm *v) {
  arena_trim(&v->arena);
}

void shim_vm_memory(const struct vm *v, luavm_memory *memory) {
  const arena *a = &v->arena;
  size_t peak = counter_read(a->peak), peak_ever = counter_read(a->peak_ever);
  size_t used = counter_read(a->used);
  /* For a moment it holds what is about to be refused, or a block twice that moves. */
  memory->used_bytes = used < a->limit ? used : a->limit;
  memory->peak_bytes = peak > peak_ever ? peak : peak_ever;
  memory->limit_bytes = a->limit;
  memory->soft_bytes = a->soft;
  memory->system_bytes = counter_read(a->held);
  memory->gc_count = counter_read(v->gc_count);
  memory->refused_count = counter_read(a->refused);
}

uint64_t shim_vm_system_peak(const struct vm *v) {
  return v->arena.held_peak;
}

void shim_account_limit(uint64_t bytes) {
  __atomic_store_n(&account_process.limit, bytes, __ATOMIC_RELAXED);
}

void shim_account_read(uint64_t *used, uint64_t *peak, uint64_t *limit) {
  *used = __atomic_load_n(&account_process.used, __ATOMIC_RELAXED);
  *peak = __atomic_load_n(&account_process.peak, __ATOMIC_RELAXED);
  *limit = __atomic_load_n(&account_process.limit, __ATOMIC_RELAXED);
}

/* ---------------------------------------------------------------- C stack */

static __thread char *stack_low, *stack_high;

size_t shim_stack_left(void) {
  if (stack_high == NULL) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    stack_low = low;
    stack_high = stack_low + size;
  }
  char *here = __builtin_frame_address(0);
  return here > stack_low && here < stack_high ? (size_t)(here - stack_low) : 0;
}
