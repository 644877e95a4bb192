/* The part of the arena for small blocks; included by arena.c. */

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

enum { UNIT_PAGES = ARENA_UNIT / ARENA_PAGE, SPAN_UNITS_MAX = 16, SPARE_MAX = 16 };

typedef struct unit {
  arena_span span;
  arena_page page[UNIT_PAGES]; /* [0] is this record itself */
} unit;

_Static_assert(sizeof(unit) <= ARENA_PAGE, "a unit's records fit its first page");

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

static void link_page(arena_page **list, arena_page *p) {
  p->prev = NULL;
  p->next = *list;
  if (*list != NULL) (*list)->prev = p;
  *list = p;
}

static void unlink_page(arena_page **list, arena_page *p) {
  if (p->prev != NULL)
    p->prev->next = p->next;
  else
    *list = p->next;
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
  char *p =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  if (((uintptr_t)p & (ARENA_UNIT - 1)) == 0) return p;
  munmap(p, bytes);
  p = mmap(NULL, bytes + ARENA_UNIT, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  char *start =
      (char *)(((uintptr_t)p + ARENA_UNIT - 1) & ~(uintptr_t)(ARENA_UNIT - 1));
  if (start > p) munmap(p, (size_t)(start - p));
  munmap(start + bytes, (size_t)(p + ARENA_UNIT - start));
  return start;
}

static arena_page *page_of(const void *block) {
  return &unit_of(block)->page[((uintptr_t)block & (ARENA_UNIT - 1)) / ARENA_PAGE];
}

static bool new_span(arena *a) {
  if (struck(a)) return false; /* also where a spare one is at hand */
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
  a->handed += (size_t)(ARENA_PAGE / p->size - p->live) * p->size;
  return true;
}

/* What a block counts: its share of a page and of the unit's records, rounded to
 * the nearest byte, so that a full arena is full by either measure. */
#define BLOCKS(class) (ARENA_PAGE / (((class) + 1) * ARENA_GRAIN))
#define COUNTED(class)                                                              \
  (uint16_t)((2 * ARENA_PAGE * UNIT_PAGES / (UNIT_PAGES - 1) + BLOCKS(class)) / 2 / \
             BLOCKS(class))
#define COUNTED_4(class) \
  COUNTED(class), COUNTED((class) + 1), COUNTED((class) + 2), COUNTED((class) + 3)
static const uint16_t counted[ARENA_CLASSES] = {
    COUNTED_4(0),  COUNTED_4(4),  COUNTED_4(8),  COUNTED_4(12),
    COUNTED_4(16), COUNTED_4(20), COUNTED_4(24), COUNTED_4(28)};

static inline void *small_alloc(arena *a, size_t size) {
  unsigned class = (unsigned)((size - 1) / ARENA_GRAIN);
  size_t bytes = counted[class];
  if (unlikely(!count(a, bytes))) return NULL;
  arena_page *p = a->current[class];
  if (unlikely(p->free == NULL)) {
    if (!refill(a, class)) {
      counter_sub(a->used, bytes);
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
  counter_sub(a->used, counted[class]);
  ((free_block *)block)->next = p->free;
  p->free = (free_block *)block;
  p->live--;
  if (unlikely(p->full | (p->live == 0))) page_changed(a, p, class);
}

#endif

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
