/* A node of the ledger: bytes held from the system on behalf of many VMs. */
#ifndef LUAVM_ACCOUNT_H
#define LUAVM_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct account {
  uint64_t used;          /* atomic */
  uint64_t peak;          /* atomic */
  uint64_t limit;         /* atomic; UINT64_MAX: none */
  uint64_t soft;          /* atomic; likewise: above it VMs collect in short cycles */
  uint64_t refused;       /* atomic: charges over the limit */
  struct account *parent; /* charged as well, and held; NULL at the root */
  uint64_t holders;       /* atomic; of the root: not counted */
} account;

/* The root: everything this process holds for VMs and results. */
extern account account_process;

/* Whose limit was last in the way of a charge on this thread. */
extern __thread account *account_refuser;

/* Adds bytes here and in all parents; false, and nothing added, where one of
 * them would go over its limit. Any thread. */
bool account_charge(account *a, uint64_t bytes);
/* Adds bytes whatever the limit: they are held already, or cannot be refused. */
void account_adopt(account *a, uint64_t bytes);
void account_discharge(account *a, uint64_t bytes);

/* Whoever outlives the owner of an account holds it. The last to let go frees it. */
void account_hold(account *a);
void account_drop(account *a);

/* Whether it, or one of its parents, is over its soft limit. */
bool account_strained(const account *a);

#endif
