/* What the core's services need of the VM that calls them, and their place in the
 * ledger. */
#include "fault.h"
#include "vm.h"

int32_t shim_vm_charge(struct vm *v, size_t bytes) {
  if (arena_charge(&v->arena, bytes)) return LUAVM_OK;
  if (!v->arena.hopeless) {
    luaC_fullgc(v->L, 1);
    if (arena_charge(&v->arena, bytes)) return LUAVM_OK;
  }
  return v->arena.over_quota ? LUAVM_QUOTA : LUAVM_MEMORY;
}

void shim_vm_discharge(struct vm *v, size_t bytes) {
  arena_discharge(&v->arena, bytes);
}

void shim_vm_spend(struct vm *v, int64_t fuel) {
  v->meter.fuel -= fuel;
}

void shim_vm_serve(struct vm *v, uint64_t nanoseconds) {
  v->first_run.service_ns += nanoseconds;
}

int32_t shim_vm_killed(const struct vm *v) {
  return meter_killed(&v->meter);
}

/* ------------------------------------------------------------------ ledger */

struct account *shim_account_new(struct account *parent) {
  account *a = fault_calloc(1, sizeof *a);
  if (a == NULL) return NULL;
  a->limit = a->soft = UINT64_MAX;
  a->parent = parent != NULL ? parent : &account_process;
  a->holders = 1;
  account_hold(a->parent);
  return a;
}

void shim_account_free(struct account *a) {
  account_drop(a);
}

static account *or_process(struct account *a) {
  return a != NULL ? a : &account_process;
}

int32_t shim_account_charge(struct account *a, uint64_t bytes) {
  return account_claim(or_process(a), bytes, 0);
}

int32_t shim_account_try(struct account *a, uint64_t bytes) {
  return account_try(or_process(a), bytes);
}

void shim_account_discharge(struct account *a, uint64_t bytes) {
  account_discharge(or_process(a), bytes);
}

const struct account *shim_account_refuser(void) {
  return account_refuser == &account_process ? NULL : account_refuser;
}

void shim_account_refused(struct account *a) {
  __atomic_add_fetch(&or_process(a)->refused, 1, __ATOMIC_RELAXED);
}

uint64_t shim_account_missing(struct account *a, uint64_t bytes) {
  return account_missing(or_process(a), bytes);
}

void shim_account_ask(shim_account_giver *giver) {
  account_ask(giver);
}

void shim_account_bound(struct account *a, uint64_t limit, uint64_t soft) {
  a = or_process(a);
  __atomic_store_n(&a->limit, limit, __ATOMIC_RELAXED);
  __atomic_store_n(&a->soft, soft, __ATOMIC_RELAXED);
}

void shim_account_figures(const struct account *a, uint64_t figures[5]) {
  if (a == NULL) a = &account_process;
  figures[0] = __atomic_load_n(&a->used, __ATOMIC_RELAXED);
  figures[1] = __atomic_load_n(&a->peak, __ATOMIC_RELAXED);
  figures[2] = __atomic_load_n(&a->limit, __ATOMIC_RELAXED);
  figures[3] = __atomic_load_n(&a->soft, __ATOMIC_RELAXED);
  figures[4] = __atomic_load_n(&a->refused, __ATOMIC_RELAXED);
}
