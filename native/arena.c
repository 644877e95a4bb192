/* Layout. The system gives spans: 1 to 16 units of 256 KiB, aligned to a unit.
 * The first page of a unit describes its 63 others, so a block finds its page's
 * record by masking its address, and the records of neighbouring pages do not
 * share one cache set. A page holds blocks of one 16-byte size class; when its
 * last block dies it serves any class again, so freed memory never stays tied
 * to a size. Larger blocks come from malloc, linked so that closing the arena
 * can drop them without knowing the heap.
 *
 * Compiled with ARENA_SYSTEM every block comes from malloc: the sanitizer
 * builds use that to see each block's bounds. */
#include "arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fault.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Under a strained account a cycle starts after this part of the growth; what others
 * give up for a VM is this part of what it holds at least, up to CLAIM_MAX, so that
 * the collections before it are no more than its growth is worth. */
enum {
  ACCOUNT_STEP = 65536,
  STRAINED_SHARE = 8,
  CLAIM_SHARE = 16,
  CLAIM_MAX = 1 << 20
};

/* What others can do without, for what this VM cannot. */
static bool claim(arena *a, size_t bytes) {
  size_t share = a->held / CLAIM_SHARE;
  if (!account_claim(a->account, bytes, share < CLAIM_MAX ? share : CLAIM_MAX))
    return false;
  a->futile = 0;
  return true;
}

/* Asks for bytes of the system: the arena's own limit first, then the
 * account's, which hears of it in steps. */
static bool hold(arena *a, size_t bytes, bool claims) {
  a->over_quota = false;
  size_t held = a->held + bytes;
  if (held < bytes) return false;
  if (held > a->limit && held - a->limit > ARENA_SLACK) return false;
  if (held > a->charged) {
    size_t more = (held - a->charged + ACCOUNT_STEP - 1) & ~(size_t)(ACCOUNT_STEP - 1);
    if (!account_try(a->account, more) && !(claims && claim(a, more))) {
      a->over_quota = a->wanting = true;
      return false;
    }
    a->charged += more;
  }
  a->wanting = false;
  counter_set(a->held, held);
  if (held > a->held_peak) a->held_peak = held;
  return true;
}

static void let_go(arena *a, size_t bytes) {
  counter_sub(a->held, bytes);
  if (a->charged - a->held > 4 * (size_t)ACCOUNT_STEP) {
    size_t keep = (a->held + ACCOUNT_STEP - 1) & ~(size_t)(ACCOUNT_STEP - 1);
    account_discharge(a->account, a->charged - keep);
    a->charged = keep;
  }
}

static bool refuse(arena *a, bool hopeless) {
  counter_add(a->refused, 1);
  a->hopeless = hopeless;
  return false;
}

void arena_system_refused(arena *a) {
  refuse(a, false);
}

static inline bool struck(const arena *a) {
  return unlikely(a->faulty) && fault_strikes();
}

/* Counts a request that takes no memory by itself. */
static inline bool strikes(arena *a) {
  if (!struck(a)) return false;
  a->over_quota = false;
  arena_system_refused(a);
  return true;
}

/* The VM's own garbage goes before what others keep: they are asked when it asks
 * again, as it does after a collection. */
static bool hold_or_trim(arena *a, size_t bytes) {
  bool claims = a->wanting || !a->collects;
  if (hold(a, bytes, false)) return true;
  arena_trim(a);
  if (hold(a, bytes, claims)) return true;
  if (a->over_quota && !claims) account_refuse();
  return refuse(a, false);
}

/* used has gone over mark: is it still allowed? */
static bool admit(arena *a, size_t bytes) {
  if (strikes(a)) {
    counter_sub(a->used, bytes);
    return false;
  }
  if (a->used > a->limit) {
    counter_sub(a->used, bytes);
    a->over_quota = false;
    return refuse(a, bytes > a->limit);
  }
  if (a->used > a->peak) counter_set(a->peak, a->used);
  if (!a->faulty) a->mark = a->peak;
  return true;
}

static inline bool count(arena *a, size_t bytes) {
  counter_add(a->used, bytes);
  return likely(a->used <= a->mark) || admit(a, bytes);
}

#include "arena_page.c"
#include "arena_large.c"

void arena_open(arena *a, account *owner, size_t limit, size_t soft) {
  memset(a, 0, sizeof *a);
  a->account = owner;
  a->limit = limit;
  a->soft = soft;
  for (int c = 0; c < ARENA_CLASSES; c++) a->current[c] = &no_page;
  arena_watch_faults(a);
}

void arena_close(arena *a) {
  for (arena_large *l = a->large, *next; l != NULL; l = next) {
    next = l->next;
    free(l);
  }
  for (arena_span *s = a->spans, *next; s != NULL; s = next) {
    next = s->next;
    if (!spare_give(s)) munmap(s, s->bytes);
  }
  account_discharge(a->account, a->charged);
  arena_open(a, a->account, a->limit, a->soft);
}

void arena_restart(arena *a) {
  if (a->peak > a->peak_ever) counter_set(a->peak_ever, a->peak);
  counter_set(a->peak, a->used);
  a->mark = a->faulty ? 0 : a->peak;
  a->futile = 0;
  a->collects = true;
}

void arena_watch_faults(arena *a) {
  a->faulty = fault_armed();
  a->mark = a->faulty ? 0 : a->peak;
}

ptrdiff_t arena_pace(const arena *a, ptrdiff_t debt) {
  size_t room = a->limit > a->used ? a->limit - a->used : 0;
  size_t growth = room / 2;
  if (a->used < a->soft && a->soft - a->used > growth) growth = a->soft - a->used;
  if (account_strained(a->account)) growth /= STRAINED_SHARE;
  if (debt > 0) return 0;
  return (size_t)-debt > growth ? -(ptrdiff_t)growth : debt;
}

bool arena_crowded(const arena *a) {
  return a->used > a->limit - a->limit / 4;
}

bool arena_roomy(const arena *a) {
  return a->used < a->limit - a->limit / 3;
}

bool arena_thrashes(arena *a) {
  uint64_t gained = a->handed - a->handed_at_full;
  size_t most = a->over_quota && a->held < a->limit ? a->held : a->limit;
  a->handed_at_full = a->handed;
  a->futile = gained < most / ARENA_FUTILE_SHARE ? a->futile + 1 : 0;
  return a->futile >= ARENA_FUTILE_MAX;
}

bool arena_charge(arena *a, size_t bytes) {
  if (bytes > a->limit) return refuse(a, true);
  if (!count(a, bytes)) return false;
  if (hold_or_trim(a, bytes)) return true;
  counter_sub(a->used, bytes);
  return false;
}

void arena_discharge(arena *a, size_t bytes) {
  counter_sub(a->used, bytes);
  let_go(a, bytes);
}

#ifdef ARENA_SYSTEM
#define is_small(n) ((void)(n), false)
#define small_alloc(a, n) large_alloc(a, n)
#define small_free(a, p, n) large_free(a, p, n)
#else
#define is_small(n) ((n) <= ARENA_SMALL_MAX)
#endif

static inline void *arena_alloc(arena *a, size_t size) {
  return likely(is_small(size)) ? small_alloc(a, size) : large_alloc(a, size);
}

static inline void arena_free(arena *a, void *block, size_t size) {
  if (likely(is_small(size)))
    small_free(a, block, size);
  else
    large_free(a, block, size);
}

static void *move(arena *a, void *block, size_t osize, size_t nsize) {
#ifndef ARENA_SYSTEM
  if (is_small(osize) && is_small(nsize) &&
      (osize - 1) / ARENA_GRAIN == (nsize - 1) / ARENA_GRAIN)
    return nsize > osize && unlikely(a->mark == 0) && strikes(a) ? NULL : block;
#endif
  if (!is_small(osize) && !is_small(nsize)) return large_resize(a, block, osize, nsize);
  size_t credit = nsize < osize ? osize - nsize + nsize / 8 : 0;
  counter_sub(a->used, credit); /* a shrinking block must not fail for want of room */
  void *moved = arena_alloc(a, nsize);
  counter_add(a->used, credit);
  if (moved == NULL) return NULL;
  memcpy(moved, block, osize < nsize ? osize : nsize);
  arena_free(a, block, osize);
  return moved;
}

void *arena_realloc(arena *a, void *block, size_t osize, size_t nsize) {
  if (block == NULL) return nsize == 0 ? NULL : arena_alloc(a, nsize);
  if (nsize == 0) {
    arena_free(a, block, osize);
    return NULL;
  }
  return move(a, block, osize, nsize);
}
