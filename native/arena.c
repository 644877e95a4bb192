/* Layout. The system gives spans: 1 to 16 units of 64 KiB, aligned to a unit.
 * The first page of a unit describes its 15 others, so a block finds its page's
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

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

typedef struct free_block {
  struct free_block *next;
} free_block;

struct arena_page {
  free_block *free;
  arena_page *next, *prev; /* in partial or idle */
  char *fresh, *end;       /* blocks never handed out */
  uint32_t live;
  uint16_t size;
  bool full; /* in no list; the next free puts it back into partial */
};

/* At the start of a span's first unit; every unit reserves the room. */
struct arena_span {
  arena_span *next;
  size_t bytes;
};

struct arena_large {
  arena_large *next, *prev;
};

enum {
  UNIT_PAGES = ARENA_UNIT / ARENA_PAGE,
  SPAN_UNITS_MAX = 16,
  LARGE_OVERHEAD = 32, /* our links and malloc's own header */
  ACCOUNT_STEP = 65536,
  SPARE_MAX = 16
};

typedef struct unit {
  arena_span span;
  arena_page page[UNIT_PAGES]; /* [0] is this record itself */
} unit;

_Static_assert(sizeof(unit) <= ARENA_PAGE, "a unit's records fit its first page");
_Static_assert(sizeof(arena_large) % ARENA_GRAIN == 0, "large blocks stay aligned");

/* Stands for "no page": never has a free block. */
static arena_page no_page;

/* Single units of closed arenas, kept to spare a new VM the page faults. */
static struct {
  pthread_mutex_t lock;
  arena_span *list;
  int count;
} spare = {PTHREAD_MUTEX_INITIALIZER, NULL, 0};

static bool spare_give(arena_span *s) {
  if (s->bytes != ARENA_UNIT) return false;
  pthread_mutex_lock(&spare.lock);
  bool kept = spare.count < SPARE_MAX;
  if (kept) {
    s->next = spare.list;
    spare.list = s;
    spare.count++;
  }
  pthread_mutex_unlock(&spare.lock);
  return kept;
}

static unit *unit_of(const void *block) {
  return (unit *)((uintptr_t)block & ~(uintptr_t)(ARENA_UNIT - 1));
}

static char *page_start(arena_page *p) {
  unit *u = unit_of(p);
  return (char *)u + (size_t)(p - u->page) * ARENA_PAGE;
}

/* Asks for bytes of the system: the arena's own limit first, then the
 * account's, which hears of it in steps. */
static bool hold(arena *a, size_t bytes) {
  a->over_quota = false;
  size_t held = a->held + bytes;
  if (held < bytes) return false;
  if (held > a->limit && held - a->limit > ARENA_SLACK) return false;
  if (held > a->charged) {
    size_t more = (held - a->charged + ACCOUNT_STEP - 1) & ~(size_t)(ACCOUNT_STEP - 1);
    if (!account_charge(a->account, more)) {
      a->over_quota = true;
      return false;
    }
    a->charged += more;
  }
  a->held = held;
  return true;
}

static void let_go(arena *a, size_t bytes) {
  a->held -= bytes;
  if (a->charged - a->held > 4 * (size_t)ACCOUNT_STEP) {
    size_t keep = (a->held + ACCOUNT_STEP - 1) & ~(size_t)(ACCOUNT_STEP - 1);
    account_discharge(a->account, a->charged - keep);
    a->charged = keep;
  }
}

static bool refuse(arena *a, bool hopeless) {
  a->refused++;
  a->hopeless = hopeless;
  return false;
}

void arena_system_refused(arena *a) { refuse(a, false); }

static bool hold_or_trim(arena *a, size_t bytes) {
  if (hold(a, bytes)) return true;
  arena_trim(a);
  return hold(a, bytes) || refuse(a, false);
}

/* used has gone over mark: is it still allowed? */
static bool admit(arena *a, size_t bytes) {
  if (a->used > a->limit) {
    a->used -= bytes;
    a->over_quota = false;
    return refuse(a, bytes > a->limit);
  }
  a->mark = a->peak = a->used;
  return true;
}

static inline bool count(arena *a, size_t bytes) {
  a->used += bytes;
  return likely(a->used <= a->mark) || admit(a, bytes);
}

void arena_open(arena *a, account *owner, size_t limit, size_t soft) {
  memset(a, 0, sizeof *a);
  a->account = owner;
  a->limit = limit;
  a->soft = soft;
  for (int c = 0; c < ARENA_CLASSES; c++) a->current[c] = &no_page;
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

void arena_restart_peak(arena *a) {
  if (a->peak > a->peak_ever) a->peak_ever = a->peak;
  a->mark = a->peak = a->used;
}

ptrdiff_t arena_pace(const arena *a, ptrdiff_t debt) {
  size_t room = a->limit > a->used ? a->limit - a->used : 0;
  size_t growth = room / 2;
  if (a->used < a->soft && a->soft - a->used > growth) growth = a->soft - a->used;
  if (debt > 0) return 0;
  return (size_t)-debt > growth ? -(ptrdiff_t)growth : debt;
}

bool arena_charge(arena *a, size_t bytes) {
  if (bytes > a->limit) return refuse(a, true);
  if (!count(a, bytes)) return false;
  if (hold_or_trim(a, bytes)) return true;
  a->used -= bytes;
  return false;
}

void arena_discharge(arena *a, size_t bytes) {
  a->used -= bytes;
  let_go(a, bytes);
}

/* ------------------------------------------------------------- pages */

static void link_page(arena_page **list, arena_page *p) {
  p->prev = NULL;
  p->next = *list;
  if (*list != NULL) (*list)->prev = p;
  *list = p;
}

static void unlink_page(arena_page **list, arena_page *p) {
  if (p->prev != NULL) p->prev->next = p->next;
  else *list = p->next;
  if (p->next != NULL) p->next->prev = p->prev;
}

#ifndef ARENA_SYSTEM

static arena_span *spare_take(void) {
  pthread_mutex_lock(&spare.lock);
  arena_span *s = spare.list;
  if (s != NULL) {
    spare.list = s->next;
    spare.count--;
  }
  pthread_mutex_unlock(&spare.lock);
  return s;
}

static char *map_aligned(size_t bytes) {
  char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  if (((uintptr_t)p & (ARENA_UNIT - 1)) == 0) return p;
  munmap(p, bytes);
  p = mmap(NULL, bytes + ARENA_UNIT, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  char *start = (char *)(((uintptr_t)p + ARENA_UNIT - 1) & ~(uintptr_t)(ARENA_UNIT - 1));
  if (start > p) munmap(p, (size_t)(start - p));
  munmap(start + bytes, (size_t)(p + ARENA_UNIT - start));
  return start;
}

static arena_page *page_of(const void *block) {
  return &unit_of(block)->page[((uintptr_t)block & (ARENA_UNIT - 1)) / ARENA_PAGE];
}

static bool new_span(arena *a) {
  size_t units = a->spans == NULL ? 1 : a->held / ARENA_UNIT / 2;
  if (units < 1) units = 1;
  if (units > SPAN_UNITS_MAX) units = SPAN_UNITS_MAX;
  arena_span *s = units == 1 ? spare_take() : NULL;
  if (s == NULL) {
    s = (arena_span *)map_aligned(units * ARENA_UNIT);
    if (s == NULL) return false;
    s->bytes = units * ARENA_UNIT;
  }
  s->next = a->spans;
  a->spans = s;
  a->fresh = (char *)s;
  a->fresh_end = a->fresh + s->bytes;
  return true;
}

/* A page without live blocks, held: an idle one, a trimmed one, a fresh one. */
static arena_page *take_page(arena *a) {
  arena_page *p = a->idle;
  if (p != NULL) {
    unlink_page(&a->idle, p);
    return p;
  }
  if (a->trimmed != NULL) {
    if (!hold_or_trim(a, ARENA_PAGE)) return NULL;
    p = a->trimmed;
    unlink_page(&a->trimmed, p);
    return p;
  }
  bool new_unit = ((uintptr_t)a->fresh & (ARENA_UNIT - 1)) == 0;
  size_t bytes = new_unit ? 2 * ARENA_PAGE : ARENA_PAGE;
  if (!hold_or_trim(a, bytes)) return NULL;
  if (a->fresh == a->fresh_end && !new_span(a)) {
    arena_system_refused(a);
    let_go(a, bytes);
    return NULL;
  }
  if (new_unit) a->fresh += ARENA_PAGE; /* the unit's records */
  p = page_of(a->fresh);
  a->fresh += ARENA_PAGE;
  return p;
}

/* Hands the next few never-used blocks of a page to its free list: few, so that
 * a small VM touches little memory. */
static void carve(arena_page *p) {
  enum { BATCH_BYTES = 1024 };
  size_t n = BATCH_BYTES / p->size;
  free_block **tail = &p->free;
  for (n = n < 4 ? 4 : n; n > 0 && p->fresh + p->size <= p->end; n--) {
    *tail = (free_block *)p->fresh;
    tail = &(*tail)->next;
    p->fresh += p->size;
  }
  *tail = NULL;
}

static void start_page(arena_page *p, unsigned class) {
  p->size = (uint16_t)((class + 1) * ARENA_GRAIN);
  p->live = 0;
  p->full = false;
  p->free = NULL;
  p->fresh = page_start(p);
  p->end = p->fresh + ARENA_PAGE;
  carve(p);
}

/* Makes current[class] a page with a free block. */
static bool refill(arena *a, unsigned class) {
  arena_page *p = a->current[class];
  if (p != &no_page) {
    if (p->fresh + p->size <= p->end) {
      carve(p);
      return true;
    }
    p->full = true;
  }
  p = a->partial[class];
  if (p != NULL) {
    unlink_page(&a->partial[class], p);
    if (p->free == NULL) carve(p);
  } else {
    p = take_page(a);
    if (p == NULL) {
      a->current[class] = &no_page;
      return false;
    }
    start_page(p, class);
  }
  a->current[class] = p;
  return true;
}

static inline void *small_alloc(arena *a, size_t size) {
  unsigned class = (unsigned)((size - 1) / ARENA_GRAIN);
  size_t bytes = (class + 1) * (size_t)ARENA_GRAIN;
  if (unlikely(!count(a, bytes))) return NULL;
  arena_page *p = a->current[class];
  if (unlikely(p->free == NULL)) {
    if (!refill(a, class)) {
      a->used -= bytes;
      return NULL;
    }
    p = a->current[class];
  }
  free_block *b = p->free;
  p->free = b->next;
  p->live++;
  return b;
}

/* A page came back from full, or lost its last block. */
static void page_changed(arena *a, arena_page *p, unsigned class) {
  if (p->full) {
    p->full = false;
    link_page(&a->partial[class], p);
  }
  if (p->live == 0 && p != a->current[class]) {
    unlink_page(&a->partial[class], p);
    link_page(&a->idle, p);
  }
}

static inline void small_free(arena *a, void *block, size_t size) {
  unsigned class = (unsigned)((size - 1) / ARENA_GRAIN);
  arena_page *p = page_of(block);
  a->used -= (class + 1) * (size_t)ARENA_GRAIN;
  ((free_block *)block)->next = p->free;
  p->free = (free_block *)block;
  p->live--;
  if (unlikely(p->full | (p->live == 0))) page_changed(a, p, class);
}

#endif

static void large_link(arena *a, arena_large *l) {
  l->prev = NULL;
  l->next = a->large;
  if (a->large != NULL) a->large->prev = l;
  a->large = l;
}

static void large_unlink(arena *a, arena_large *l) {
  if (l->prev != NULL) l->prev->next = l->next;
  else a->large = l->next;
  if (l->next != NULL) l->next->prev = l->prev;
}

static void *large_alloc(arena *a, size_t size) {
  if (size > SIZE_MAX - LARGE_OVERHEAD) return refuse(a, true), NULL;
  if (!arena_charge(a, size + LARGE_OVERHEAD)) return NULL;
  arena_large *l = malloc(size + sizeof(arena_large));
  if (l == NULL) {
    arena_system_refused(a);
    arena_discharge(a, size + LARGE_OVERHEAD);
    return NULL;
  }
  large_link(a, l);
  return l + 1;
}

static void large_free(arena *a, void *block, size_t size) {
  arena_large *l = (arena_large *)block - 1;
  large_unlink(a, l);
  free(l);
  arena_discharge(a, size + LARGE_OVERHEAD);
}

/* Both sizes are large. The old block stays as it was on failure. */
static void *large_resize(arena *a, void *block, size_t osize, size_t nsize) {
  arena_large *l = (arena_large *)block - 1;
  if (nsize > osize) {
    if (nsize > a->limit) return refuse(a, true), NULL;
    if (!arena_charge(a, nsize - osize)) return NULL;
  }
  large_unlink(a, l);
  arena_large *moved = realloc(l, nsize + sizeof(arena_large));
  if (moved == NULL) {
    large_link(a, l);
    if (nsize > osize) {
      arena_system_refused(a);
      arena_discharge(a, nsize - osize);
      return NULL;
    }
    moved = l; /* could not shrink: keep the larger block under its new size */
  } else {
    large_link(a, moved);
  }
  if (nsize < osize) arena_discharge(a, osize - nsize);
  return moved + 1;
}

/* --------------------------------------------------------------- entry */

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
  if (likely(is_small(size))) small_free(a, block, size);
  else large_free(a, block, size);
}

static void *move(arena *a, void *block, size_t osize, size_t nsize) {
#ifndef ARENA_SYSTEM
  if (is_small(osize) && is_small(nsize) &&
      (osize - 1) / ARENA_GRAIN == (nsize - 1) / ARENA_GRAIN)
    return block;
#endif
  if (!is_small(osize) && !is_small(nsize))
    return large_resize(a, block, osize, nsize);
  size_t credit = nsize < osize ? osize - nsize : 0;
  a->used -= credit; /* a shrinking block must not fail for want of room */
  void *moved = arena_alloc(a, nsize);
  a->used += credit;
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

/* A class keeps its current page when the last block dies; not here. */
static void retire_current(arena *a) {
  for (int c = 0; c < ARENA_CLASSES; c++) {
    arena_page *p = a->current[c];
    if (p == &no_page || p->live != 0) continue;
    a->current[c] = &no_page;
    link_page(&a->idle, p);
  }
}

void arena_trim(arena *a) {
  arena_page *p;
  retire_current(a);
  while ((p = a->idle) != NULL) {
    unlink_page(&a->idle, p);
    madvise(page_start(p), ARENA_PAGE, MADV_DONTNEED);
    link_page(&a->trimmed, p);
    let_go(a, ARENA_PAGE);
  }
}
