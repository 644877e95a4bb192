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
    account_refuser = a;
    return false;
  }
  raise_peak(a, used);
  return true;
}

bool account_try(account *a, uint64_t bytes) {
  for (account *at = a; at != NULL; at = at->parent) {
    if (!charge_one(at, bytes)) {
      for (account *undo = a; undo != at; undo = undo->parent)
        __atomic_sub_fetch(&undo->used, bytes, __ATOMIC_RELAXED);
      return false;
    }
  }
  return true;
}

bool account_refuse(void) {
  __atomic_add_fetch(&account_refuser->refused, 1, __ATOMIC_RELAXED);
  return false;
}

bool account_charge(account *a, uint64_t bytes) {
  return account_try(a, bytes) || account_refuse();
}

uint64_t account_missing(const account *a, uint64_t bytes) {
  uint64_t limit = __atomic_load_n(&a->limit, __ATOMIC_RELAXED);
  uint64_t used = __atomic_load_n(&a->used, __ATOMIC_RELAXED);
  if (used >= limit) return used - limit + bytes;
  return bytes > limit - used ? bytes - (limit - used) : 0;
}

static account_giver *asked;

void account_ask(account_giver *giver) {
  __atomic_store_n(&asked, giver, __ATOMIC_RELEASE);
}

/* Each time it may be another account of the line that is full, or others may have
 * taken what was given up; not for ever. */
bool account_claim(account *a, uint64_t bytes, uint64_t more) {
  enum { ROUNDS = 32 };
  account_giver *giver = __atomic_load_n(&asked, __ATOMIC_ACQUIRE);
  for (int round = 0; !account_try(a, bytes); round++) {
    account *full = account_refuser;
    if (giver == NULL || round == ROUNDS) return account_refuse();
    uint64_t wanted = account_missing(full, bytes) + more;
    if (!giver(full == &account_process ? NULL : full, wanted > 0 ? wanted : 1)) {
      account_refuser = full;
      return account_refuse();
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
