/* See refs.h. The values lie in an array that the collector takes for roots
 * (lua/edits/memory.py): keeping one asks nothing of Lua, so it cannot raise. */
#include "refs.h"

#include "vm.h"

enum { REF_SLOT_BITS = 24, REF_CAPACITY_MAX = (1 << REF_SLOT_BITS) - 2 };
#define REF_SERIAL_MAX (((uint64_t)1 << (64 - REF_SLOT_BITS)) - 1)

struct ref_slot {
  TValue value;
  uint64_t serial; /* 0: free */
  uint32_t kind;
  uint32_t next; /* in the list of free or released slots */
};

static uint64_t last_serial;

static uint64_t draw_serial(void) {
  uint64_t serial = __atomic_add_fetch(&last_serial, 1, __ATOMIC_RELAXED);
  return serial % REF_SERIAL_MAX + 1;
}

static void refs_open(refs *r) {
  pthread_mutex_init(&r->lock, NULL);
}

static void refs_close(vm *v) {
  free(v->refs.slots);
  pthread_mutex_destroy(&v->refs.lock);
}

static void refs_mark(global_State *g) {
  const refs *r = &gc_vm(g)->refs;
  for (uint32_t i = 0; i < r->used; i++) markvalue(g, &r->slots[i].value);
}

static bool refs_grow(vm *v) {
  refs *r = &v->refs;
  uint32_t capacity = r->capacity ? r->capacity * 2 : 16;
  if (r->capacity >= REF_CAPACITY_MAX) return false;
  if (capacity > REF_CAPACITY_MAX) capacity = REF_CAPACITY_MAX;
  size_t more = (capacity - r->capacity) * sizeof(ref_slot);
  if (!arena_charge(&v->arena, more)) return false;
  pthread_mutex_lock(&r->lock);
  ref_slot *slots = fault_realloc(r->slots, capacity * sizeof(ref_slot));
  if (slots != NULL) {
    r->slots = slots;
    r->capacity = capacity;
  }
  pthread_mutex_unlock(&r->lock);
  if (slots != NULL) return true;
  arena_system_refused(&v->arena);
  arena_discharge(&v->arena, more);
  return false;
}

/* Lets go of what has been released. */
static void refs_sweep(vm *v) {
  refs *r = &v->refs;
  if (__atomic_load_n(&r->released, __ATOMIC_RELAXED) == 0) return;
  pthread_mutex_lock(&r->lock);
  for (uint32_t i = r->released, next; i != 0; i = next) {
    next = r->slots[i - 1].next;
    setnilvalue(&r->slots[i - 1].value);
    r->slots[i - 1].next = r->free;
    r->free = i;
  }
  __atomic_store_n(&r->released, 0, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&r->lock);
}

/* 0: no memory. */
static luavm_ref ref_make(vm *v, const TValue *value, uint32_t kind) {
  refs *r = &v->refs;
  refs_sweep(v);
  if (r->free == 0 && r->used == r->capacity && !refs_grow(v)) return 0;
  pthread_mutex_lock(&r->lock);
  uint32_t i = r->free != 0 ? r->free : ++r->used;
  ref_slot *s = &r->slots[i - 1];
  if (i == r->free) r->free = s->next;
  setobj(v->L, &s->value, value);
  s->serial = draw_serial();
  s->kind = kind;
  luavm_ref ref = s->serial << REF_SLOT_BITS | i;
  pthread_mutex_unlock(&r->lock);
  return ref;
}

static ref_slot *ref_find(const refs *r, luavm_ref ref) {
  uint32_t i = (uint32_t)(ref & ((1 << REF_SLOT_BITS) - 1));
  if (i == 0 || i > r->used || ref >> REF_SLOT_BITS == 0) return NULL;
  ref_slot *s = &r->slots[i - 1];
  return s->serial == ref >> REF_SLOT_BITS ? s : NULL;
}

/* Its value, for the running thread; NULL: no such reference. */
static const TValue *ref_value(vm *v, luavm_ref ref, uint32_t kind) {
  refs *r = &v->refs;
  pthread_mutex_lock(&r->lock);
  const ref_slot *s = ref_find(r, ref);
  const TValue *value = s != NULL && s->kind == kind ? &s->value : NULL;
  pthread_mutex_unlock(&r->lock);
  return value;
}

static bool ref_release(vm *v, luavm_ref ref) {
  refs *r = &v->refs;
  pthread_mutex_lock(&r->lock);
  ref_slot *s = ref_find(r, ref);
  if (s != NULL) {
    s->serial = 0;
    s->next = r->released;
    __atomic_store_n(&r->released, (uint32_t)(s - r->slots) + 1, __ATOMIC_RELAXED);
  }
  pthread_mutex_unlock(&r->lock);
  return s != NULL;
}

void shim_vm_sweep(struct vm *v) {
  refs_sweep(v);
}

int32_t shim_vm_release(struct vm *v, luavm_ref ref) {
  return ref_release(v, ref);
}
