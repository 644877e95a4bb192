#include "account.h"

#include <stdlib.h>

account account_process = {.limit = UINT64_MAX, .soft = UINT64_MAX};

__thread account *account_refuser;

static void raise_peak(account *a, uint64_t used) {
  uint64_t peak = __atomic_load_n(&a->peak, __ATOMIC_RELAXED);
  while (used > peak &&
         !__atomic_compare_exchange_n(&a->peak, &peak, used, true, __ATOMIC_RELAXED,
                                      __ATOMIC_RELAXED)) {
  }
}

static bool charge_one(account *a, uint64_t bytes) {
  uint64_t limit = __atomic_load_n(&a->limit, __ATOMIC_RELAXED);
  uint64_t used = __atomic_add_fetch(&a->used, bytes, __ATOMIC_RELAXED);
  if (used > limit) {
    __atomic_sub_fetch(&a->used, bytes, __ATOMIC_RELAXED);
    __atomic_add_fetch(&a->refused, 1, __ATOMIC_RELAXED);
    account_refuser = a;
    return false;
  }
  raise_peak(a, used);
  return true;
}

bool account_charge(account *a, uint64_t bytes) {
  for (account *at = a; at != NULL; at = at->parent) {
    if (!charge_one(at, bytes)) {
      for (account *undo = a; undo != at; undo = undo->parent)
        __atomic_sub_fetch(&undo->used, bytes, __ATOMIC_RELAXED);
      return false;
    }
  }
  return true;
}

void account_adopt(account *a, uint64_t bytes) {
  for (; a != NULL; a = a->parent)
    raise_peak(a, __atomic_add_fetch(&a->used, bytes, __ATOMIC_RELAXED));
}

void account_discharge(account *a, uint64_t bytes) {
  for (; a != NULL; a = a->parent)
    __atomic_sub_fetch(&a->used, bytes, __ATOMIC_RELAXED);
}

bool account_strained(const account *a) {
  for (; a != NULL; a = a->parent)
    if (__atomic_load_n(&a->used, __ATOMIC_RELAXED) >
        __atomic_load_n(&a->soft, __ATOMIC_RELAXED))
      return true;
  return false;
}

void account_hold(account *a) {
  if (a != &account_process) __atomic_add_fetch(&a->holders, 1, __ATOMIC_RELAXED);
}

void account_drop(account *a) {
  while (a != &account_process &&
         __atomic_sub_fetch(&a->holders, 1, __ATOMIC_ACQ_REL) == 0) {
    account *parent = a->parent;
    free(a);
    a = parent;
  }
}
