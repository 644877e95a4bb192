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

/* Gives up what is kept for an account (NULL: for anybody) and can be done without,
 * until so many bytes of it are free, as far as there is such. False: there was none.
 */
typedef int32_t account_giver(const account *a, uint64_t bytes);

/* Sets whom account_claim asks; NULL: nobody. */
void account_ask(account_giver *giver);

/* Adds bytes here and in all parents; false, and nothing added, where one of
 * them would go over its limit. Any thread. */
bool account_charge(account *a, uint64_t bytes);
/* The same, without counting a refusal; that is account_refuse's, which is false. */
bool account_try(account *a, uint64_t bytes);
bool account_refuse(void);
/* The same as account_charge, but those who keep what they can do without are asked
 * to give it up first: as much as is missing, and `more` besides. They may take locks
 * of the managed side, and run on it. */
bool account_claim(account *a, uint64_t bytes, uint64_t more);
/* Adds bytes whatever the limit: they are held already, or cannot be refused. */
void account_adopt(account *a, uint64_t bytes);
void account_discharge(account *a, uint64_t bytes);

/* Whoever outlives the owner of an account holds it. The last to let go frees it. */
void account_hold(account *a);
void account_drop(account *a);

/* How far a charge would be over its limit; 0: not at all. */
uint64_t account_missing(const account *a, uint64_t bytes);

/* Whether it, or one of its parents, is over its soft limit. */
bool account_strained(const account *a);

#endif
