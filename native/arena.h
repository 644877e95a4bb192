/* A VM's memory: every byte of its Lua heap comes from one arena, is counted
 * exactly, and goes back in one sweep. See arena.c. */
#ifndef LUAVM_ARENA_H
#define LUAVM_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account.h"

enum {
  ARENA_GRAIN = 16,      /* size classes step by this */
  ARENA_SMALL_MAX = 512, /* larger blocks: the system */
  ARENA_CLASSES = ARENA_SMALL_MAX / ARENA_GRAIN,
  ARENA_PAGE = 4096,       /* holds blocks of one class */
  ARENA_UNIT = 262144,     /* aligned run of pages */
  ARENA_SLACK = 65536,     /* system bytes over the limit */
  ARENA_FUTILE_MAX = 16,   /* futile collections before the heap is full */
  ARENA_FUTILE_SHARE = 32, /* futile: less than this part handed out, of the limit or,
                              where the account refuses, of what is held */
};

/* Counters that any thread may read while the VM's own writes them: each is a
 * number of some moment, and costs what a plain one does. */
#define counter_read(c) __atomic_load_n(&(c), __ATOMIC_RELAXED)
#define counter_set(c, n) __atomic_store_n(&(c), (n), __ATOMIC_RELAXED)
#define counter_add(c, n) counter_set(c, (c) + (n))
#define counter_sub(c, n) counter_set(c, (c) - (n))

typedef struct arena_page arena_page;
typedef struct arena_span arena_span;
typedef struct arena_large arena_large;

typedef struct arena {
  size_t used; /* counter: bytes counted against the limit */
  size_t mark; /* above it the slow path looks: the peak so far, or 0 */
  arena_page *current[ARENA_CLASSES]; /* page to allocate from */
  arena_page *partial[ARENA_CLASSES]; /* others with a free block */
  arena_page *idle;                   /* pages without a live block */
  arena_page *trimmed;                /* likewise, given back to the system */
  arena_span *spans;
  char *fresh, *fresh_end; /* pages never used */
  arena_large *large;
  size_t limit, soft;
  size_t peak, peak_ever; /* counters */
  size_t held;      /* counter: system bytes: pages ever used, large blocks, charges */
  size_t held_peak; /* highest held so far */
  size_t charged;   /* of them, told to the account */
  uint64_t refused; /* counter: requests refused by the limit */
  uint64_t handed;  /* bytes handed out so far, counted by page and large block */
  uint64_t handed_at_full; /* the same at the last collection for want of room */
  uint32_t futile;         /* such collections in a row that gained next to nothing */
  bool faulty;             /* requests are counted, some fail: mark stays 0 */
  bool over_quota;         /* the last refusal was the account's */
  bool collects;           /* there is a state whose garbage may make room */
  bool wanting;            /* the account has refused, and nothing was taken since */
  bool hopeless;           /* the last refusal would not fit an empty VM either */
  account *account;
} arena;

/* Prepares an empty arena; takes no memory yet. */
void arena_open(arena *a, account *owner, size_t limit, size_t soft);

/* Returns everything to the system; counters are 0 afterwards. */
void arena_close(arena *a);

/* lua_Alloc semantics, without the user data: nsize 0 frees, NULL allocates. */
void *arena_realloc(arena *a, void *block, size_t osize, size_t nsize);

/* Counts bytes that live outside the heap but belong to this VM (captured
 * output, a result being made). False: over the limit, nothing counted. */
bool arena_charge(arena *a, size_t bytes);
void arena_discharge(arena *a, size_t bytes);

/* Notes that the system itself had no memory for something charged here. */
void arena_system_refused(arena *a);

/* Takes over whether this thread's requests are to fail (fault.h); whoever enters
 * a VM calls it. */
void arena_watch_faults(arena *a);

/* Gives the system back the pages that hold no live block. */
void arena_trim(arena *a);

/* When the collector is to start its next cycle: `debt` is minus the bytes that
 * Lua would let the heap grow first. From the soft limit on it is half of the
 * room that is left, so that a cycle ends before the hard limit stops the world
 * for one; an eighth of that while the account is over its own soft limit. */
ptrdiff_t arena_pace(const arena *a, ptrdiff_t debt);

/* Whether so much of the limit is in use that only generational collections keep
 * their cost in proportion to what is allocated; and whether no longer. */
bool arena_crowded(const arena *a);
bool arena_roomy(const arena *a);

/* To be called after a collection for want of room. True: the last few came so
 * soon after one another that the script does little but collect. */
bool arena_thrashes(arena *a);

/* A new eval: the peak is measured anew (peak_ever keeps the highest), and what
 * another has collected in vain is no fault of this one. */
void arena_restart(arena *a);

#endif
